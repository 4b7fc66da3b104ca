"""Accounts of staff: who made or changed whose account, groups or password stands in the audit list."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

# Django imports this module when it starts, and audit connects itself to the signals of signing in.
from leiomyo_site.accounts import audit  # noqa: F401
from leiomyo_site.editorial.audit import log_action
from leiomyo_site.editorial.permissions import signed_in_user

# What gives or takes access to administration.
ACCESS_FIELDS = {"username", "is_active", "is_staff", "is_superuser"}

admin.site.unregister(User)
# The three groups are made by a migration, and what they may do is in the verbs: there is nothing to change here.
admin.site.unregister(Group)


# What Django's own form says in engineers' words: what it is called here, and what it does.
FIELD_TEXTS = {
    "is_active": ("Works here", "Without it this person cannot sign in. Take it away when somebody leaves."),
    "is_staff": ("May use Leiomyo administration", ""),
    "is_superuser": ("Manages accounts", "May give roles. This alone lets nobody write, approve or publish."),
    "groups": ("Roles", ""),
}


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People are never deleted, since their names stand on what they did; they are switched off."""

    filter_horizontal = ()
    list_filter = ("is_active", "groups")
    list_display = ("username", "first_name", "last_name", "roles", "is_active")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Name, as families see it beside what this person checked", {"fields": ("first_name", "last_name", "email")}),
        ("Roles", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
    )

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Show the three groups as boxes to tick."""
        return super().formfield_for_manytomany(db_field, request, **{**options, "widget": CheckboxSelectMultiple()})

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change=change, **options)
        for name, (label, help_text) in FIELD_TEXTS.items():
            if name in form.base_fields:
                form.base_fields[name].label, form.base_fields[name].help_text = label, help_text
        return form

    @admin.display(description="groups")
    def roles(self, person: User) -> str:
        return ", ".join(person.groups.values_list("name", flat=True)) or "none"

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        changed = sorted(ACCESS_FIELDS & set(form.changed_data))
        if changed:
            what = "account changed" if change else "account made"
            log_action(what, by=signed_in_user(request), at=timezone.now(), of=obj.get_username(), changed=changed)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and answer.status_code == 302:
            who = User.objects.get(pk=id).get_username()
            log_action("password set by somebody else", by=signed_in_user(request), at=timezone.now(), of=who)
        return answer

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = set(form.instance.groups.values_list("name", flat=True))
        super().save_related(request, form, formsets, change)
        after = set(form.instance.groups.values_list("name", flat=True))
        if before != after:
            who = form.instance.get_username()
            log_action("roles changed", by=signed_in_user(request), at=timezone.now(), of=who, roles=sorted(after))
