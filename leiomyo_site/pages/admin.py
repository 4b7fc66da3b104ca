"""Pages at the editors' desk."""

from django.contrib import admin

from leiomyo_site.editorial.desk.forms import DraftForm, Lines, LongText
from leiomyo_site.editorial.desk.texts import DocumentAdmin

from .models import Page


class PageForm(DraftForm):
    in_short = Lines(label="In short, one line each (at most 5)")
    sources = Lines(label="Sources, one key on each line")
    summary = LongText(label="Summary, one or two sentences", rows=3)
    body = LongText(label="Text")

    class Meta:
        model = Page
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

    def clean_summary(self) -> str:
        return self.cleaned_data["summary"].strip("\n")


@admin.register(Page)
class PageAdmin(DocumentAdmin):
    form = PageForm
    list_display = ("title", "draft_state", "families_see", "owner", "slug")
    search_fields = ("title", "slug", "body")
    fieldsets = (
        (None, {"fields": ("seen_version", "title", "summary", "in_short", "body", "sources")}),
        (
            "Address and place",
            {"fields": ("slug", "section", "position", "review_months", "owner", "backup"), "classes": ("collapse",)},
        ),
    )
