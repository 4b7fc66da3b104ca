"""Who may do what. Only being in a group counts; a superuser gets no way round."""

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

EDITORS = "Editors"
REVIEWERS = "Clinical reviewers"
PUBLISHERS = "Publishers"
ROLES = (EDITORS, REVIEWERS, PUBLISHERS)


class RoleRequired(Exception):
    """This person may not do this; says who may."""


def has_role(user: User | AnonymousUser, role: str) -> bool:
    """Is this person at work here, and in the group of that name?"""
    return bool(user.is_active and user.groups.filter(name=role).exists())


def signed_in_user(request: HttpRequest) -> User:
    """Return the user of a request that only signed-in users may make.

    Raises:
        PermissionDenied: nobody is signed in.
    """
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def require_role(user: User, *roles: str) -> None:
    """Check that a person has one of some roles.

    Raises:
        NotAllowed: they have none of them.
    """
    if not any(has_role(user, role) for role in roles):
        raise RoleRequired(f"This needs someone from the group {' or '.join(roles)}. Nothing was changed.")


def full_name(user: User) -> str:
    """Return the name that pages and lists show for a person."""
    return user.get_full_name() or user.get_username()
