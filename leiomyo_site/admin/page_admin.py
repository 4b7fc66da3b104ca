"""Pages at the editors' desk."""

from typing import Any

from django import forms
from django.conf import settings

from leiomyo_site.admin.document_admin import DocumentAdmin
from leiomyo_site.admin.forms import ADDRESS, HOW_OFTEN, MONTHS, DraftForm, Lines, LongText
from leiomyo_site.editorial.content_files import read_section_names
from leiomyo_site.pages.models import Page


class PageForm(DraftForm):
    section = forms.ChoiceField(label="Part of the menu")
    in_short = Lines(label="In short, one line each (at most 5)")
    sources = Lines(label="Sources, one key on each line")
    summary = LongText(label="Summary, one or two sentences", rows=3)
    body = LongText(label="Text")

    class Meta:
        model = Page
        labels = {"position": "Place in that part: small numbers come first", "review_months": MONTHS, "slug": ADDRESS}
        help_texts = {"review_months": HOW_OFTEN}
        fields = (
            "title",
            "summary",
            "in_short",
            "body",
            "sources",
            "slug",
            "section",
            "position",
            "review_months",
            "owner",
            "backup",
        )

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
        (None, {"fields": ("seen_version", "title", "summary", "in_short", "body", "sources")}),
        (
            "Address and place",
            {"fields": ("slug", "section", "position", "review_months", "owner", "backup"), "classes": ("collapse",)},
        ),
    )
