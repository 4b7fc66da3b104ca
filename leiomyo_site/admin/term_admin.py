"""Glossary terms in the admin."""

from collections.abc import Mapping
from typing import Any

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
from leiomyo_site.glossary.models import Term
from leiomyo_site.text.normalization import comparable


class TermForm(DraftForm):
    other_names = LinesField(label="Also called, one on each line")
    spellings = LinesField(label="Other spellings to find in text, one on each line")
    see_also = LinesField(label="Words near this one: their addresses, one on each line")
    definition = LongTextField(label="What it means, at most 3 sentences", rows=6)

    class Meta:
        model = Term
        labels = DRAFT_LABELS
        help_texts = DRAFT_HELP_TEXTS
        fields = (
            "name",
            "say",
            "definition",
            "other_names",
            "spellings",
            "match_case",
            "see_also",
            *CHANGE_FIELDS,
            "slug",
            "review_months",
            "owner",
            "backup",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        alike = {"lang": self.instance.lang, "match_case": cleaned.get("match_case", False)}
        others = Term.objects.filter(**alike).exclude(pk=self.instance.pk)
        owners = {comparable(word).lower(): term.name for term in others for word in _words(vars(term))}
        for field in ("name", "other_names", "spellings"):
            for word in _words({field: cleaned.get(field)}):
                if owner := owners.get(comparable(word).lower()):
                    self.add_error(field, f"“{word}” is a word of the term “{owner}” already.")
        return cleaned


def _words(fields: Mapping[str, Any]) -> list[str]:
    """Return all words by which a term is found in text."""
    name = fields.get("name")
    return [*([name] if name else []), *(fields.get("other_names") or ()), *(fields.get("spellings") or ())]


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
                    "expected_version",
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
        (CHANGE_TITLE, {"fields": CHANGE_FIELDS}),
        ("Address and owner", {"fields": ("slug", "review_months", "owner", "backup"), "classes": ("collapse",)}),
    )
