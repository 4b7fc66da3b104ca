"""Accounts of staff: who made or changed whose account, groups or password stands in the audit list."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

# Django imports this module when it starts, and these two connect themselves to signals.
from leiomyo_site.accounts import account_changes, audit  # noqa: F401
from leiomyo_site.accounts.bounded_search import BoundedSearchMixin
from leiomyo_site.accounts.second_factor import remove_devices
from leiomyo_site.editorial.account_hold import AccountChanges, ConfirmationRefused, confirm_account
from leiomyo_site.editorial.permissions import full_name, signed_in_user

admin.site.unregister(User)
# The three groups are made by a migration, and what they may do is in the verbs: there is nothing to change here.
admin.site.unregister(Group)
# A device changed row by row would go past the audit log and the day without approvals.
admin.site.unregister(TOTPDevice)
admin.site.unregister(StaticDevice)


# What Django's own form says in engineers' words: what it is called here, and what it does.
FIELD_TEXTS = {
    "is_active": ("Works here", "Without it this person cannot sign in. Take it away when somebody leaves."),
    "is_staff": ("May use Leiomyo administration", ""),
    "is_superuser": ("Manages accounts", "May give roles. This alone lets nobody write, approve or publish."),
    "groups": ("Roles", ""),
}

SHOWN_NAME = ("username", "first_name", "last_name")


class RolesField(ModelMultipleChoiceField):
    """Roles as they were ticked; a number longer than any database has is none of them."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as error:
            message = self.error_messages["invalid_choice"]
            raise ValidationError(message, code="invalid_choice", params={"value": "a number"}) from error


@admin.register(User)
class PersonAdmin(BoundedSearchMixin, UserAdmin):
    """People are never deleted, since their names stand on what they did; they are switched off."""

    filter_horizontal = ()
    list_filter = ("is_active", "groups")
    actions = ("remove_second_step", "confirm_change")
    list_display = ("username", "first_name", "last_name", "roles", "is_active", "unconfirmed")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Name, as families see it beside what this person checked", {"fields": ("first_name", "last_name", "email")}),
        ("Roles", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
    )

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Show the three groups as boxes to tick."""
        options |= {"widget": CheckboxSelectMultiple(), "form_class": RolesField}
        return super().formfield_for_manytomany(db_field, request, **options)

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change=change, **options)
        for name, (label, help_text) in FIELD_TEXTS.items():
            if name in form.base_fields:
                form.base_fields[name].label, form.base_fields[name].help_text = label, help_text
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Let nobody change their own name: families read it on what this person checked, and nobody else saw it."""
        own = obj is not None and obj.pk == request.user.pk
        return (*super().get_readonly_fields(request, obj), *(SHOWN_NAME if own else ()))

    def response_action(self, request: HttpRequest, queryset: QuerySet[User]) -> Any:
        """Do what was chosen with the people who were ticked; what is no number of a person is nobody."""
        given = request.POST.copy()
        ticked = given.getlist(ACTION_CHECKBOX_NAME)
        given.setlist(ACTION_CHECKBOX_NAME, [key for key in ticked if key.isascii() and key.isdecimal()])
        request.POST = given  # type: ignore[assignment]
        return super().response_action(request, queryset)

    @admin.display(description="groups")
    def roles(self, person: User) -> str:
        return ", ".join(person.groups.values_list("name", flat=True)) or "none"

    @admin.display(description="to confirm")
    def unconfirmed(self, person: User) -> str:
        """Say who made or changed an account in the last day, so that a second administrator can ask its owner."""
        made = {entry.by for entry in AccountChanges(at=timezone.now()).of(person.pk) if entry.by}
        return f"made or changed by {', '.join(sorted(map(full_name, made)))}" if made else "–"

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    @admin.action(description="Take the second step away (phone lost)")
    def remove_second_step(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Let people set up a new app at their next sign-in; they approve nothing for a day, or until confirmed."""
        for person in people:
            remove_devices(person)
        self.message_user(request, "Taken away: the next sign-in sets up a new app.")

    @admin.action(description="Confirm an account that somebody else made or changed")
    def confirm_change(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Say as a second administrator that the account is used by its owner, who knows of the change."""
        for person in people:
            try:
                confirm_account(person, by=signed_in_user(request), at=timezone.now())
            except ConfirmationRefused as refused:
                self.message_user(request, str(refused), messages.ERROR)
            else:
                self.message_user(request, f"Confirmed: {person.get_username()} may approve again.", messages.SUCCESS)
