"""The form in which words are changed: it never alters a byte by itself, and never loses one."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, ProhibitNullCharactersValidator
from django.utils import timezone

from leiomyo_site.admin.base import LONGEST_TEXT
from leiomyo_site.admin.compare_revisions import compare
from leiomyo_site.admin.merge_fields import Conflict, MergeResult, merge_field, set_form_value, to_content_value
from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.models import Document, ReservedUrl, Revision, Weight
from leiomyo_site.editorial.models.documents import MOST_MONTHS, MOST_POSITION
from leiomyo_site.editorial.permissions import full_name
from leiomyo_site.text.limits import TextTooComplex, require_simple
from leiomyo_site.text.normalization import comparable
from leiomyo_site.text.urls import SlugError, check_slug

# What is kept with a text and is none of its words.
METADATA_FIELDS = ("change_note", "change_weight", "review_months", "owner", "backup")
CHANGE_FIELDS = ("change_note", "change_weight")
CHANGE_TITLE = "What changed, for families"
# What pages and terms have alike.
DRAFT_LABELS = {
    "review_months": "Months until the whole text is checked again",
    "slug": "Address: small letters and hyphens, such as side-effects",
    "change_note": "What changed, in a sentence for families",
    "change_weight": "How much it matters",
}
DRAFT_HELP_TEXTS = {
    "review_months": "Left empty: 12 for treatment and outlook, 24 for the rest.",
    "change_note": "Needed for a text that families read already. It is reviewed with the text and stands on it.",
}
MOST_LINES, LONGEST_LINE = 100, 500
LATEST_YEARS = 5
# Every database holds it.
MOST_INTEGER = 2**31 - 1
CHECKED_YEARLY = ("treatment", "outlook")


class LongTextField(forms.CharField):
    """A long text: line ends as on the server, one at the end; everything else as typed."""

    def __init__(self, *, rows: int = 10, **options: Any) -> None:
        super().__init__(strip=False, **{"widget": forms.Textarea(attrs={"rows": rows}), **options})

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            require_simple(value)
        except TextTooComplex as error:
            raise forms.ValidationError(str(error)) from error

    def to_python(self, value: str | None) -> str:
        text = (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n").strip("\n")
        return text + "\n" if text else ""

    def has_changed(self, initial: str | None, data: str | None) -> bool:
        return self.to_python(initial) != self.to_python(data)


class LinesField(forms.Field):
    """A list with one entry on each line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 5}), required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, list):
            return value
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        ProhibitNullCharactersValidator()("".join(value))
        if len(value) > MOST_LINES:
            raise forms.ValidationError(f"At most {MOST_LINES} lines.")
        if too_long := [line for line in value if len(line) > LONGEST_LINE]:
            raise forms.ValidationError(f"At most {LONGEST_LINE} signs in a line: “{too_long[0][:40]} …” has more.")
        keys = list(map(comparable, value))
        if twice := [line for line, key in zip(value, keys, strict=True) if keys.count(key) > 1]:
            raise forms.ValidationError(f"“{twice[-1][:40]}” stands here twice.")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class DraftForm(forms.ModelForm):
    """The words of one draft; a form opened before somebody else saved comes back with both people's words."""

    expected_version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, initial=0, min_value=0, max_value=MOST_INTEGER
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.merge_result: MergeResult | None = None
        if "expected_version" in self.fields:
            self.fields["expected_version"].initial = self.instance.version
        for name in METADATA_FIELDS:
            if name in self.fields:
                # What it was when the form was opened comes back with it: only what this person changed is saved.
                self.fields[name].show_hidden_initial = bool(self.instance.pk)
                self.fields[name].required = False
        if "change_note" in self.fields:
            self.fields["change_note"].widget = forms.Textarea(attrs={"rows": 2})
        if "position" in self.fields:
            self.fields["position"].validators.append(MaxValueValidator(MOST_POSITION))
        if "review_months" in self.fields and not self.instance.pk:
            self.fields["review_months"].initial = None

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        kind, lang = self.instance.KIND, self.instance.lang
        try:
            check_slug(slug, is_term=kind == Document.Kind.TERM)
        except SlugError as error:
            raise forms.ValidationError(str(error)) from error
        same = {"kind": kind, "lang": lang, "slug": slug}
        if Document.objects.filter(**same).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(f"“{slug}” is the address of another text. Choose another.")
        if ReservedUrl.objects.filter(**same).exclude(document=self.instance.pk).exists():
            raise forms.ValidationError(f"“{slug}” once belonged to another text. Choose another.")
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        stored = Document.objects.filter(pk=self.instance.pk).first()
        for name in METADATA_FIELDS:
            if stored and name in cleaned and name not in self.changed_data:
                cleaned[name] = getattr(stored, name)
        cleaned["change_weight"] = cleaned.get("change_weight") or Weight.CONTENT
        months = cleaned.get("review_months")
        if months and "review_months" in self.changed_data and months > MOST_MONTHS:
            self.add_error("review_months", f"At most {MOST_MONTHS} months: a text has to be checked again some day.")
        if "review_months" in self.fields and not months:
            cleaned["review_months"] = 12 if cleaned.get("section") in CHECKED_YEARLY else 24
        seen = cleaned.get("expected_version") or 0
        if stored and "expected_version" in self.fields and stored.version != seen and not self.errors:
            self._merge(cleaned, seen=seen, stored=stored.version)
        return cleaned

    def _merge(self, cleaned: dict[str, Any], *, seen: int, stored: int) -> None:
        """Put my words and theirs together in the form, and say so; nothing is saved."""
        theirs = Revision.objects.get(document=self.instance.pk, version=stored)
        base = Revision.objects.filter(document=self.instance.pk, version=seen).first() or theirs
        data, after, clashes = dict(self.data.items()), dict(theirs.content), []
        for field in self.fields:
            if field == "expected_version" or field in METADATA_FIELDS:
                continue
            key = {"definition": "body"}.get(field, field)
            mine = to_content_value(cleaned[field])
            # An optional field is left out of content while it is empty.
            empty = type(mine)()
            after[key], apart = merge_field(base.content.get(key, empty), mine, theirs.content.get(key, empty))
            clashes += [Conflict(key.replace("_", " "), *pair) for pair in apart]
            set_form_value(data, field, after[key])
        data["expected_version"] = str(stored)
        self.data = data
        who = full_name(theirs.by) if theirs.by else "The content files"
        self.merge_result = MergeResult(
            who, tuple(clashes), compare(base.content, theirs.content), compare(theirs.content, after)
        )
        raise forms.ValidationError(
            f"{who} saved this text while you were writing. Nothing is lost. Both sets of changes have been put "
            "together below. Read what changed, then press Save again."
        )


class ClinicDateTimeField(forms.DateTimeField):
    """A time by the clinic’s clock."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            raise forms.ValidationError(
                "The clock changes then, and this time comes twice or never. Choose another."
            ) from error

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value.year > timezone.now().year + LATEST_YEARS:
            raise forms.ValidationError(f"Choose a time within {LATEST_YEARS} years.")


class PublishForm(forms.Form):
    """What a publication needs besides what was approved."""

    due_at = ClinicDateTimeField(
        label="Publish at a time; leave it empty to publish now",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    reason = forms.CharField(
        label="Why the points to look at may stay",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["due_at"].help_text = f"The clinic’s clock: {timezone.get_current_timezone_name()}."

    def hide_reason(self) -> None:
        """Ask for no reason, where there is nothing that might have to be mended."""
        self.fields["reason"].widget = forms.HiddenInput()


class WithdrawForm(forms.Form):
    """What taking a text down needs."""

    note = forms.CharField(
        label="Why it is taken down, for families", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    weight = forms.ChoiceField(label="How much it matters", choices=Weight.choices, initial="safety")

    def __init__(self, *args: Any, draft: Document, **options: Any) -> None:
        super().__init__(*args, **options)
        others = [page for page in published.live_page_texts(draft.lang) if page.code != draft.code]
        titles = sorted((page.text.title, page.slug) for page in others)
        choices = [("", "none"), *((slug, title) for title, slug in titles)]
        self.fields["moved_to"] = forms.ChoiceField(label="Page to read instead", choices=choices, required=False)


def typed_draft(form: forms.ModelForm) -> Document:
    """Return the draft as typed, unsaved, for preview and notes; fields that do not fit keep their saved words.

    A long text is shown as typed even if it does not fit, so that preview and notes say what is wrong with it.
    """
    draft = form.instance
    for name in form.errors.keys() & form.fields.keys():
        if isinstance(field := form.fields[name], LongTextField):
            setattr(draft, name, field.to_python(form.data.get(name, "")))
    for name, value in getattr(form, "cleaned_data", {}).items():
        if name != "expected_version" and hasattr(draft, name):
            setattr(draft, name, value)
    return draft
