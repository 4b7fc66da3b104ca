"""The form in which words are changed: it never alters a byte by itself, and never loses one."""

from typing import Any

from django import forms

from leiomyo_site.prose.addresses import AddressError, check_slug
from leiomyo_site.prose.merging import merge

from ..models import Document, DraftSave, Publication


class LongText(forms.CharField):
    """A long text: line ends as on the server, one at the end; everything else as typed."""

    def __init__(self, *, rows: int = 10, **options: Any) -> None:
        super().__init__(strip=False, **{"widget": forms.Textarea(attrs={"rows": rows}), **options})

    def to_python(self, value: str | None) -> str:
        text = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
        return text + "\n" if text else ""

    def has_changed(self, initial: str | None, data: str | None) -> bool:
        return self.to_python(initial) != self.to_python(data)


class Lines(forms.CharField):
    """A list with one entry on each line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": 5}), "required": False, **options})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, list):
            return value
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class DraftForm(forms.ModelForm):
    """The words of one draft; a form opened before somebody else saved comes back with both people's words."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.clashes: list[tuple[str, str]] = []
        if "seen_version" in self.fields:
            self.fields["seen_version"].initial = self.instance.version

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if self.instance.KIND == Document.Kind.PAGE:
            try:
                check_slug(slug)
            except AddressError as error:
                raise forms.ValidationError(str(error)) from error
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        stored = Document.objects.filter(pk=self.instance.pk).values_list("version", flat=True).first()
        seen = cleaned.get("seen_version") or 0
        if stored and stored != seen and not self.errors:
            self._merge(cleaned, seen=seen, stored=stored)
        return cleaned

    def _merge(self, cleaned: dict[str, Any], *, seen: int, stored: int) -> None:
        """Put my words and theirs together in the form, and say so; nothing is saved."""
        theirs = DraftSave.objects.get(document=self.instance.pk, version=stored)
        base = DraftSave.objects.filter(document=self.instance.pk, version=seen).first() or theirs
        names = {"definition": "body"}
        data = self.data.copy()
        for field in self.changed_words():
            key = names.get(field, field)
            mine, was, now = cleaned[field], base.content[key], theirs.content[key]
            if key == "body":
                merged = merge(was, mine=mine, theirs=now)
                data[field] = merged.text
                self.clashes += merged.clashes
            elif isinstance(now, list):
                data[field] = "\n".join(dict.fromkeys([*mine, *now])) if mine not in (was, now) else "\n".join(now)
                data[field] = "\n".join(mine) if now == was else data[field]
            else:
                together = now if mine == was else mine
                if mine not in (was, now) and now != was:
                    self.clashes.append((str(mine), str(now)))
                data[field] = together
        data["seen_version"] = str(stored)
        self.data = data
        who = theirs.by.get_full_name() or theirs.by.get_username() if theirs.by else "The content files"
        raise forms.ValidationError(
            f"{who} saved this text while you were writing. Nothing is lost. Both sets of changes have been put "
            "together below. Read what changed, then press Save again."
        )

    def changed_words(self) -> list[str]:
        """Return the names of the fields that hold words."""
        return [
            name
            for name in self.fields
            if name not in ("seen_version", "review_months", "match_case", "position", "owner", "backup")
        ]


class PublishForm(forms.Form):
    """What a publication needs besides approved words."""

    note = forms.CharField(
        label="What changed, in a sentence for families", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    weight = forms.ChoiceField(label="How much it matters", choices=Publication.Weight.choices, initial="content")
    due_at = forms.DateTimeField(
        label="Publish at a time (UTC); leave empty to publish now",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    reason = forms.CharField(
        label="Why the points above may stay", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class WithdrawForm(forms.Form):
    """What taking a text down needs."""

    note = forms.CharField(
        label="Why it is taken down, for families", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    weight = forms.ChoiceField(label="How much it matters", choices=Publication.Weight.choices, initial="safety")
    moved_to = forms.CharField(label="Address of the page to read instead, such as outlook", required=False)


def draft_of(form: DraftForm) -> Document:
    """Return the draft as typed, unsaved, for preview and notes; fields that do not fit keep their saved words."""
    draft = form.instance
    for name, value in getattr(form, "cleaned_data", {}).items():
        if name != "seen_version" and hasattr(draft, name):
            setattr(draft, name, value)
    return draft
