"""Pictures by name: putting one in, what each name shows now, and which texts show it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max

from leiomyo_site.pictures.checking import PictureRefused, check_picture
from leiomyo_site.pictures.renditions import make_renditions
from leiomyo_site.prose.page import figure_names
from leiomyo_site.prose.photos import Photo, photo_html

from . import published
from .content_files import text_models
from .events import record
from .models import Document, Picture, PictureVersion
from .people import EDITORS, require

FILE_FACTS = ("sha256", "width", "height", "widths")
SHOWN_FACTS = ("number", *FILE_FACTS, "alt", "credit")


def picture_folder() -> Path:
    """Return where the files of all pictures stand."""
    return Path(settings.MEDIA_ROOT) / "images"


def put_in(
    name: str, data: bytes | None, *, alt: str, decorative: bool, credit: str, by: AbstractBaseUser, at: datetime
) -> PictureVersion:
    """Add a picture, or the next version of one; without `data` the files stay and only the words change.

    Public texts go on showing the version they were published with.

    Raises:
        NotAllowed: the person is no editor.
        PictureRefused: the upload or its words cannot be used.
    """
    require(by, EDITORS)
    if name in published.drawings():
        raise PictureRefused(f"A drawing of the site is called “{name}”. Choose another name.")
    if decorative == bool(alt.strip()):
        raise PictureRefused(
            "Say what the picture shows, for people who cannot see it. If it shows nothing they need, leave that empty "
            "and tick “only decoration”."
        )
    before = PictureVersion.objects.filter(picture__name=name).order_by("-number").first()
    if data is None and before is None:
        raise PictureRefused("Choose a picture to upload.")
    files = _files(data) if data is not None else {key: getattr(before, key) for key in FILE_FACTS}
    with transaction.atomic():
        picture, _ = Picture.objects.get_or_create(name=name)
        newest = picture.versions.aggregate(newest=Max("number"))["newest"] or 0
        version = PictureVersion.objects.create(
            picture=picture,
            number=newest + 1,
            alt=alt.strip(),
            decorative=decorative,
            credit=credit.strip(),
            by=by,
            at=at,
            **files,
        )
        record("picture put in", by=by, at=at, picture=name, number=version.number)
    return version


def _files(data: bytes) -> dict[str, Any]:
    made = make_renditions(check_picture(data), picture_folder())
    return {"sha256": made.sha256, "width": made.width, "height": made.height, "widths": list(made.widths)}


def facts_of(names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return what each of these names shows now, as plain JSON values; names of no picture are left out."""
    rows = PictureVersion.objects.filter(picture__name__in=list(names)).order_by("number").select_related("picture")
    return {row.picture.name: {key: getattr(row, key) for key in SHOWN_FACTS} for row in rows}


def pictures_now(document: Document) -> dict[str, str]:
    """Return the HTML of the pictures that a draft shows, by name."""
    facts = facts_of(figure_names(document.words()["body"]))
    return {name: photo_html(Photo.from_facts(shown), document.lang) for name, shown in facts.items()}


def newest_at(names: Iterable[str]) -> Mapping[str, datetime]:
    """Return when each of these pictures was last put in."""
    rows = PictureVersion.objects.filter(picture__name__in=list(names))
    return dict(rows.values_list("picture__name").annotate(at=Max("at")))


def where_used(name: str) -> list[tuple[Document, int]]:
    """Return the drafts that show a picture, each with the version that families see there, 0 if they see none."""
    live = {
        text.code: text.pictures[name]["number"]
        for lang in published.languages()
        for text in (*published.pages(lang), *published.terms(lang))
        if name in text.pictures
    }
    drafts = [draft for model in text_models() for draft in model.objects.all()]
    return [
        (draft, live.get(draft.code, 0))
        for draft in drafts
        if draft.code in live or name in figure_names(draft.words()["body"])
    ]
