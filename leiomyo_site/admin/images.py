"""Images in the admin: adding one, replacing it, and seeing where it is shown."""

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from leiomyo_site.admin.base import EditorialAdmin
from leiomyo_site.admin.build_status import served_publication
from leiomyo_site.admin.integers import parse_positive_int
from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.images import add_image_version, current_versions, image_usages
from leiomyo_site.editorial.models import Document, Picture
from leiomyo_site.editorial.permissions import EDITORS, ROLES, RoleRequired, has_role, signed_in_user
from leiomyo_site.images.decoder import CleanImage, clean_upload
from leiomyo_site.images.uploads import FORMATS, ImageRefused
from leiomyo_site.text.images import ResponsiveImage
from leiomyo_site.text.page import figure_names

MEDIA_TYPES = {".avif": "image/avif", ".webp": "image/webp", ".jpg": "image/jpeg"}


class PictureForm(forms.ModelForm):
    """A name, a file, and the words for those who cannot see it.

    `decoded` is what the file holds, or why it is refused.
    """

    decoded: CleanImage | ImageRefused | None = None
    file = forms.FileField(
        label="Picture",
        required=False,
        help_text=f"{', '.join(FORMATS)}, at most 20 MB. Where it was taken and by which phone is removed.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif"}),
    )
    alt = forms.CharField(
        label="What the picture shows, in words",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Read out to people who cannot see the picture. Say what matters in it, not “picture of”.",
    )
    decorative = forms.BooleanField(label="Only decoration: it shows nothing that anybody needs", required=False)
    credit = forms.CharField(label="Who made it", required=False, max_length=200)

    class Meta:
        model = Picture
        fields = ("name", "file", "alt", "decorative", "credit")
        help_texts = {"name": "Texts show it by this name: /// figure | name. It cannot be changed later."}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            facts = current_versions([self.instance.name])[self.instance.name]
            self.initial = {
                **self.initial,
                "alt": facts["alt"],
                "decorative": not facts["alt"],
                "credit": facts["credit"],
            }
            self.fields["file"].label = "Another picture in its place"

    @property
    def image(self) -> CleanImage | None:
        """The picture that was sent; None where only words change."""
        return None if isinstance(self.decoded, ImageRefused) else self.decoded

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if isinstance(self.decoded, ImageRefused):
            self.add_error("file", str(self.decoded))
        elif self.decoded is None and not self.instance.pk:
            self.add_error("file", "Choose a picture to upload.")
        if bool(given.get("alt", "").strip()) == bool(given.get("decorative")):
            self.add_error("alt", "Say what the picture shows, or leave this empty and tick “only decoration”.")
        if not self.instance.pk and given.get("name") in published.drawings():
            self.add_error("name", "A drawing of the site has this name. Choose another.")
        return given


def _decode(upload: UploadedFile) -> CleanImage | ImageRefused:
    try:
        return clean_upload(upload.read)
    except ImageRefused as refusal:
        return refusal


class PictureAdmin(EditorialAdmin):
    """Pictures by name."""

    form = PictureForm
    list_display = ("name", "small", "shown")
    search_fields = ("name",)
    change_form_template = "editing/image_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Picture | None = None) -> tuple[str, ...]:
        return ("name",) if obj else ()

    @admin.display(description="picture")
    def small(self, picture: Picture) -> str:
        photo = ResponsiveImage.from_facts(current_versions([picture.name])[picture.name])
        return format_html('<img src="{}" alt="{}" height="60">', photo.file(photo.widths[0], "jpg"), photo.alt)

    @admin.display(description="shown by")
    def shown(self, picture: Picture) -> str:
        texts = [text for text, number in image_usages(picture.name) if number or _is_in_draft(text, picture.name)]
        return ", ".join(map(str, texts)) or "no text"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Pictures"})

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        picture = Picture.objects.filter(pk=parse_positive_int(object_id or "")).first()
        if request.method == "POST" and has_role(request.user, EDITORS) and (upload := request.FILES.get("file")):
            # Django holds the database for itself from here on; a picture takes seconds, and others could not save.
            request.decoded = _decode(upload)  # type: ignore[attr-defined]
        context: dict[str, Any] = {"picture": picture, "can_write": has_role(request.user, EDITORS)}
        if picture:
            facts = current_versions([picture.name])[picture.name]
            photo = ResponsiveImage.from_facts(facts)
            context |= {"facts": facts, "small": photo.file(photo.widths[min(1, len(photo.widths) - 1)], "jpg")}
            context["used"] = [
                (text, self._change_url(text), _usage_sentence(text, picture.name, number, newest=facts["number"]))
                for text, number in image_usages(picture.name)
            ]
        return super().changeform_view(request, object_id, form_url, context)

    def get_form(
        self, request: HttpRequest, obj: Picture | None = None, change: bool = False, **options: Any
    ) -> type[PictureForm]:
        form: Any = super().get_form(request, obj, change, **options)
        form.decoded = getattr(request, "decoded", None)
        return form

    def _change_url(self, text: Any) -> str:
        return reverse(f"admin:{text._meta.app_label}_{text._meta.model_name}_change", args=[text.pk])

    def save_model(self, request: HttpRequest, obj: Picture, form: PictureForm, change: bool) -> None:
        given = form.cleaned_data
        words = {key: given[key] for key in ("alt", "decorative", "credit")}
        name = obj.name if change else given["name"]
        try:
            add_image_version(name, form.image, by=signed_in_user(request), at=timezone.now(), **words)
        except (RoleRequired, ImageRefused) as refusal:
            messages.error(request, str(refusal))
            return
        obj.pk = Picture.objects.get(name=name).pk
        messages.success(request, "Saved. Drafts show it from now on; public texts when they are published again.")

    def response_add(self, request: HttpRequest, obj: Picture, post_url_continue: str | None = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:editorial_picture_change", args=[obj.pk]))

    def response_change(self, request: HttpRequest, obj: Picture) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:editorial_picture_change", args=[obj.pk]))


def _is_in_draft(text: Document, name: str) -> bool:
    return name in figure_names(text.to_content()["body"])


def _usage_sentence(text: Document, name: str, published: int, *, newest: int) -> str:
    """Return which version of a picture families see in a text; `published` is that of its newest publication."""
    served = served_publication(text)
    seen = served.frozen.get("pictures", {}).get(name, {}).get("number", 0) if served else 0
    if seen == newest:
        return f"families see version {seen}"
    instead = f"they see version {seen}" if seen else "they do not see it there yet"
    if published == newest:
        return f"version {newest} is published, but families do not have that yet: {instead}"
    if not _is_in_draft(text, name):
        return f"families see version {seen}; the draft shows it no more" if seen else "only older versions show it"
    if not seen:
        return "families do not see it there yet"
    return f"families see version {seen}, an older one; have the text reviewed and publish it again to show this one"


@require_safe
def picture_file(request: HttpRequest, sha256: str, name: str) -> HttpResponse:
    """Send one file of a picture: to anyone once it has been published, before that to people who work here."""
    is_public = sha256 in published.picture_hashes()
    if not is_public and not any(has_role(request.user, role) for role in ROLES):
        raise Http404
    answer = send_picture(sha256, name)
    answer["Cache-Control"] = "public, max-age=31536000, immutable" if is_public else "private, no-store"
    return answer


def send_picture(sha256: str, name: str) -> HttpResponse:
    """Return one file of a picture.

    Raises:
        Http404: there is no such file.
    """
    found = published.picture_file(sha256, name)
    if not found:
        raise Http404
    return HttpResponse(found, content_type=MEDIA_TYPES[Path(name).suffix])
