"""Medical words at the editors' desk."""

from leiomyo_site.admin.document_admin import DocumentAdmin
from leiomyo_site.admin.forms import ADDRESS, HOW_OFTEN, MONTHS, DraftForm, Lines, LongText
from leiomyo_site.glossary.models import Term


class TermForm(DraftForm):
    other_names = Lines(label="Also called, one on each line")
    spellings = Lines(label="Other spellings to find in text, one on each line")
    see_also = Lines(label="Words near this one: their addresses, one on each line")
    definition = LongText(label="What it means, at most 3 sentences", rows=6)

    class Meta:
        model = Term
        labels = {"review_months": MONTHS, "slug": ADDRESS}
        help_texts = {"review_months": HOW_OFTEN}
        fields = (
            "name",
            "say",
            "definition",
            "other_names",
            "spellings",
            "match_case",
            "see_also",
            "slug",
            "review_months",
            "owner",
            "backup",
        )


class TermAdmin(DocumentAdmin):
    form = TermForm
    list_display = ("name", "draft_state", "live_version", "check_due", "owner_name", "say")
    title_field = "name"
    search_fields = ("name", "slug", "definition")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "seen_version",
                    "name",
                    "say",
                    "definition",
                    "other_names",
                    "spellings",
                    "match_case",
                    "see_also",
                )
            },
        ),
        ("Address and owner", {"fields": ("slug", "review_months", "owner", "backup"), "classes": ("collapse",)}),
    )
