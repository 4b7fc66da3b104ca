"""Who may do what. Only being in a group counts; a superuser gets no way round."""

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

EDITORS = "Editors"
REVIEWERS = "Clinical reviewers"
PUBLISHERS = "Publishers"
ROLES = (EDITORS, REVIEWERS, PUBLISHERS)


class NotAllowed(Exception):
    """This person may not do this; says who may."""


def has_role(person: User | AnonymousUser, role: str) -> bool:
    """Is this person at work here, and in the group of that name?"""
    return bool(person.is_active and person.groups.filter(name=role).exists())


def signed_in_user(request: HttpRequest) -> User:
    """Return the user of a request that only signed-in users may make.

    Raises:
        PermissionDenied: nobody is signed in.
    """
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def require(person: User, *roles: str) -> None:
    """Check that a person has one of some roles.

    Raises:
        NotAllowed: they have none of them.
    """
    if not any(has_role(person, role) for role in roles):
        raise NotAllowed(f"This needs someone from the group {' or '.join(roles)}. Nothing was changed.")


def full_name(person: User) -> str:
    """Return the name that pages and lists show for a person."""
    return person.get_full_name() or person.get_username()
