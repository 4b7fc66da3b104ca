"""Pictures by name: putting one in, what each name shows now, and which texts show it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.audit import log_action
from leiomyo_site.editorial.content_files import document_models
from leiomyo_site.editorial.models import Document, Picture, PictureFile, PictureVersion, Publication
from leiomyo_site.editorial.permissions import EDITORS, require_role
from leiomyo_site.images.decoder import CleanImage
from leiomyo_site.images.uploads import ImageRefused
from leiomyo_site.text.images import ResponsiveImage
from leiomyo_site.text.normalization import stored
from leiomyo_site.text.page import figure_names

FILE_FACTS = ("sha256", "width", "height", "widths")
SHOWN_FACTS = ("number", *FILE_FACTS, "alt", "credit")


def add_image_version(
    name: str, image: CleanImage | None, *, alt: str, decorative: bool, credit: str, by: User, at: datetime
) -> PictureVersion:
    """Add a picture, or the next version of one; without an image the files stay and only the words change.

    Public texts go on showing the version they were published with.

    Raises:
        NotAllowed: the person is no editor.
        ImageRefused: the image or its words cannot be used.
    """
    require_role(by, EDITORS)
    if name in published.drawings():
        raise ImageRefused(f"A drawing of the site is called “{name}”. Choose another name.")
    if decorative == bool(alt.strip()):
        raise ImageRefused(
            "Say what the picture shows, for people who cannot see it. If it shows nothing they need, leave that empty "
            "and tick “only decoration”."
        )
    before = PictureVersion.objects.filter(picture__name=name).order_by("-number").first()
    if image is None and before is None:
        raise ImageRefused("Choose a picture to upload.")
    facts = {key: getattr(image or before, key) for key in FILE_FACTS}
    with transaction.atomic():
        # Where somebody else has just put the same picture in, its files are these very files.
        PictureFile.objects.bulk_create(_files(image), ignore_conflicts=True)
        picture, _ = Picture.objects.get_or_create(name=name)
        newest = picture.versions.aggregate(newest=Max("number"))["newest"] or 0
        version = PictureVersion.objects.create(
            picture=picture,
            number=newest + 1,
            alt=stored(alt.strip()),
            decorative=decorative,
            credit=stored(credit.strip()),
            by=by,
            at=at,
            **facts,
        )
        log_action("picture put in", by=by, at=at, picture=name, number=version.number)
    return version


def _files(image: CleanImage | None) -> list[PictureFile]:
    return (
        [PictureFile(sha256=image.sha256, name=name, data=made) for name, made in image.files.items()] if image else []
    )


def current_versions(names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return what each of these names shows now, as plain JSON values; names of no picture are left out."""
    rows = PictureVersion.objects.filter(picture__name__in=list(names)).order_by("number").select_related("picture")
    return {row.picture.name: {key: getattr(row, key) for key in SHOWN_FACTS} for row in rows}


def draft_images(document: Document) -> dict[str, ResponsiveImage]:
    """Return the images that a draft shows, as they are now, by name."""
    facts = current_versions(figure_names(document.to_content()["body"]))
    return {name: ResponsiveImage.from_facts(shown) for name, shown in facts.items()}


def image_usages(name: str) -> list[tuple[Document, int]]:
    """Return the drafts that show a picture, or once were public with it.

    With each comes the version that the newest publication shows, 0 if it shows none.
    """
    were_public = set(Publication.objects.filter(frozen__pictures__has_key=name).values_list("document", flat=True))
    live = {
        text.code: text.pictures[name]["number"]
        for lang in published.languages()
        for text in (*published.live_pages(lang), *published.live_terms(lang))
        if name in text.pictures
    }
    drafts = [draft for model in document_models() for draft in model.objects.all()]
    return [
        (draft, live.get(draft.code, 0))
        for draft in drafts
        if draft.pk in were_public or name in figure_names(draft.to_content()["body"])
    ]
