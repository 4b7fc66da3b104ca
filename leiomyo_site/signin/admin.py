"""People at the desk: who made or changed whose account, groups or password stands in the audit list."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from leiomyo_site.editorial.events import record

# What opens or closes the desk to somebody.
DOORS = {"username", "is_active", "is_staff", "is_superuser"}

admin.site.unregister(User)
# The three groups are made by a migration, and what they may do is in the verbs: there is nothing to change here.
admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People are never deleted, since their names stand on what they did; they are switched off."""

    list_display = ("username", "first_name", "last_name", "roles", "is_active")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Name, as families see it beside what this person checked", {"fields": ("first_name", "last_name", "email")}),
        ("Roles", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
    )

    @admin.display(description="groups")
    def roles(self, person: User) -> str:
        return ", ".join(person.groups.values_list("name", flat=True)) or "none"

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        changed = sorted(DOORS & set(form.changed_data))
        if changed:
            what = "account changed" if change else "account made"
            record(what, by=request.user, at=timezone.now(), of=obj.get_username(), changed=changed)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and answer.status_code == 302:
            who = User.objects.get(pk=id).get_username()
            record("password set by somebody else", by=request.user, at=timezone.now(), of=who)
        return answer

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = set(form.instance.groups.values_list("name", flat=True))
        super().save_related(request, form, formsets, change)
        after = set(form.instance.groups.values_list("name", flat=True))
        if before != after:
            who = form.instance.get_username()
            record("roles changed", by=request.user, at=timezone.now(), of=who, roles=sorted(after))
