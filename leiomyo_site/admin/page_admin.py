"""Pages in the admin."""

from dataclasses import fields
from typing import Any

from django import forms
from django.conf import settings

from leiomyo_site.admin.document_admin import DocumentAdmin
from leiomyo_site.admin.forms import (
    CHANGE_FIELDS,
    CHANGE_TITLE,
    DRAFT_HELP_TEXTS,
    DRAFT_LABELS,
    DraftForm,
    LinesField,
    LongTextField,
)
from leiomyo_site.editorial.content_files import read_section_names
from leiomyo_site.pages.models import Page
from leiomyo_site.text.page import PageContent

WRITTEN = ("title", "summary", "in_short", "body", "sources")
ADDRESS_AND_PLACE = ("slug", "section", "position", "review_months", "owner", "backup")
# A field that a page has gained is in the form without being named here.
OTHER_FIELDS = tuple(
    field.name for field in fields(PageContent) if field.name not in WRITTEN and field.name not in ADDRESS_AND_PLACE
)


class PageForm(DraftForm):
    section = forms.ChoiceField(label="Part of the menu")
    in_short = LinesField(label="In short, one line each (at most 5)")
    sources = LinesField(label="Sources, one key on each line")
    summary = LongTextField(label="Summary, one or two sentences", rows=3)
    body = LongTextField(label="Text")

    class Meta:
        model = Page
        labels = {**DRAFT_LABELS, "position": "Place in that part: small numbers come first"}
        help_texts = DRAFT_HELP_TEXTS
        fields = (*WRITTEN, *OTHER_FIELDS, *CHANGE_FIELDS, *ADDRESS_AND_PLACE)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "section" in self.fields:
            names = read_section_names(settings.CONTENT_DIR, self.instance.lang)
            own = {self.instance.section: self.instance.section} if self.instance.section else {}
            self.fields["section"] = forms.ChoiceField(label="Part of the menu", choices=list({**own, **names}.items()))

    def clean_summary(self) -> str:
        return self.cleaned_data["summary"].strip("\n")


class PageAdmin(DocumentAdmin):
    form = PageForm
    list_display = ("title", "draft_state", "live_version", "check_due", "owner_name", "slug")
    title_field = "title"
    search_fields = ("title", "slug", "body")
    fieldsets = (
        (None, {"fields": ("expected_version", *WRITTEN, *OTHER_FIELDS)}),
        (CHANGE_TITLE, {"fields": CHANGE_FIELDS}),
        ("Address and place", {"fields": ADDRESS_AND_PLACE, "classes": ("collapse",)}),
    )
