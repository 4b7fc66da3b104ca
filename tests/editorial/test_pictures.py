"""A picture by name: put in, shown, replaced, frozen into publications; seen by nobody before it is published."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from leiomyo_site.admin import images as image_admin
from leiomyo_site.editorial.actions.create_publication import PublishRefused
from leiomyo_site.editorial.images import add_image_version, current_versions, image_usages
from leiomyo_site.editorial.models import Picture, PictureFile, PictureVersion
from leiomyo_site.editorial.permissions import RoleRequired
from leiomyo_site.images.decoder import CleanImage, clean_image
from leiomyo_site.images.uploads import ImageRefused
from leiomyo_site.pages.models import Page
from leiomyo_site.site.site_content import _load_site_content, load_site_content
from tests.conftest import sign_in
from tests.images.upload_samples import POLYGLOTS, picture

from .conftest import LATER, NOON, approve, put_out

pytestmark = pytest.mark.django_db
SHOWS = "## New\n\n/// figure | ward\nOur ward.\n///\n"
Write = Callable[..., Page]


def put(writer: User, *, at: object = NOON, size: tuple[int, int] = (400, 300), **more: object) -> PictureVersion:
    words = {"alt": "A bed by a window.", "decorative": False, "credit": "", **more}
    return add_image_version("ward", clean_image(picture(size=size)), by=writer, at=at, **words)  # type: ignore[arg-type]


def live_html() -> str:
    _load_site_content.cache_clear()
    return load_site_content("en").pages["surgery"].html.body.html


def test_a_published_page_shows_the_picture_in_every_format_with_its_words(
    write: Write, nurse: User, publisher: User, writer: User
) -> None:
    put(writer, credit="Wren")
    page = write(SHOWS)
    approve(page, nurse)
    put_out(page, publisher)
    html = live_html()
    assert 'alt="A bed by a window." width="400" height="300"' in html
    assert "320.avif 320w" in html and "400.webp 400w" in html and "Picture: Wren" in html


def test_replacing_it_leaves_public_pages_as_they_are_until_published_again(
    write: Write, nurse: User, publisher: User, writer: User
) -> None:
    old = put(writer)
    page = write(SHOWS)
    approve(page, nurse)
    put_out(page, publisher)
    new = put(writer, at=LATER, size=(500, 300), alt="A bed.")
    assert old.sha256 in live_html() and new.sha256 not in live_html()
    assert image_usages("ward")[0][1] == 1
    with pytest.raises(PublishRefused, match="Changed after the approval: picture ward"):
        put_out(page, publisher, at=LATER)
    approve(page, nurse, at=LATER)
    put_out(page, publisher, at=LATER)
    assert new.sha256 in live_html()


def test_words_alone_can_be_mended_without_a_new_upload(db: None, writer: User) -> None:
    first = put(writer)
    second = add_image_version("ward", None, alt="A bed and a chair.", decorative=False, credit="", by=writer, at=LATER)
    assert (second.number, second.sha256) == (2, first.sha256)
    assert current_versions(["ward"])["ward"]["alt"] == "A bed and a chair."


@pytest.mark.parametrize(("alt", "decorative"), [("", False), ("  ", False), ("A bed.", True)])
def test_a_picture_needs_words_or_is_decoration(db: None, writer: User, alt: str, decorative: bool) -> None:
    with pytest.raises(ImageRefused, match="Say what the picture shows"):
        put(writer, alt=alt, decorative=decorative)
    assert not Picture.objects.exists()


def test_the_same_picture_put_in_twice_is_kept_once(db: None, writer: User) -> None:
    put(writer)
    files = PictureFile.objects.count()
    put(writer, at=LATER, alt="Another name for it.")
    assert (PictureVersion.objects.count(), PictureFile.objects.count(), files) == (2, 6, 6)


def test_only_editors_put_pictures_in(db: None, nurse: User) -> None:
    with pytest.raises(RoleRequired):
        put(nurse)


def test_a_name_of_a_drawing_is_refused(db: None, writer: User) -> None:
    with pytest.raises(ImageRefused, match="Choose another name"):
        add_image_version(
            "wide-margin", clean_image(picture()), alt="x", decorative=False, credit="", by=writer, at=NOON
        )


def file_of(version: PictureVersion) -> str:
    return f"/media/images/{version.sha256}/320.jpg"


def test_nobody_outside_gets_a_picture_before_it_is_published(
    write: Write, nurse: User, publisher: User, writer: User
) -> None:
    version = put(writer)
    page = write(SHOWS)
    outside, inside = Client(), Client()
    sign_in(inside, writer)
    assert outside.get(file_of(version)).status_code == 404
    seen = inside.get(file_of(version))
    assert (seen.status_code, seen["Cache-Control"]) == (200, "private, no-store")
    approve(page, nurse)
    put_out(page, publisher)
    public = outside.get(file_of(version))
    assert (public.status_code, public["Content-Type"]) == (200, "image/jpeg")
    assert "immutable" in public["Cache-Control"]
    assert outside.get(file_of(version).replace("320.jpg", "321.jpg")).status_code == 404


def send(client: Client, data: bytes | None, **words: str) -> object:
    sent: dict[str, object] = {"name": "ward", "alt": "A bed.", "credit": "", **words}
    if data is not None:
        sent["file"] = SimpleUploadedFile("../../etc/ward.php.jpg", data)
    return client.post(reverse("admin:editorial_picture_add"), sent, follow=True)


def test_an_editor_puts_one_in_and_sees_how_to_show_it(db: None, writer: User) -> None:
    client = Client()
    sign_in(client, writer)
    said = send(client, picture()).content.decode()  # type: ignore[attr-defined]
    assert "Saved. Drafts show it" in said and "/// figure | ward" in said


def test_nobody_is_kept_from_saving_while_a_picture_is_decoded(
    db: None, writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, open_transactions = Client(), []

    def decode(read: Callable[[int], bytes]) -> CleanImage:
        open_transactions.append(len(connection.savepoint_ids))
        return clean_image(read(-1))

    monkeypatch.setattr(image_admin, "clean_upload", decode)
    sign_in(client, writer)
    before = len(connection.savepoint_ids)
    assert "Saved." in send(client, picture()).content.decode()  # type: ignore[attr-defined]
    assert open_transactions == [before]


def test_a_refused_upload_keeps_what_was_typed(db: None, writer: User) -> None:
    client = Client()
    sign_in(client, writer)
    said = send(client, b"<svg/>", alt="A long description.").content.decode()  # type: ignore[attr-defined]
    assert "This is an SVG drawing" in said and "A long description." in said
    assert not Picture.objects.exists()
    assert "Choose a picture to upload." in send(client, None).content.decode()  # type: ignore[attr-defined]


def test_the_shelf_says_where_a_picture_is_shown(write: Write, writer: User) -> None:
    put(writer)
    write(SHOWS)
    client = Client()
    sign_in(client, writer)
    listed = client.get(reverse("admin:editorial_picture_changelist")).content.decode()
    assert "Surgery" in listed
    one = client.get(reverse("admin:editorial_picture_change", args=[Picture.objects.get().pk])).content.decode()
    assert "families do not see it there yet" in one


def test_a_name_that_is_neither_picture_nor_drawing_stops_publishing(
    write: Write, nurse: User, publisher: User
) -> None:
    page = write(SHOWS)
    approve(page, nurse)
    with pytest.raises(PublishRefused, match="no drawing or picture “ward”"):
        put_out(page, publisher)


@pytest.mark.parametrize(("kind", "rest"), [case[1:] for case in POLYGLOTS], ids=[case[0] for case in POLYGLOTS])
def test_nothing_behind_a_picture_is_stored(writer: User, kind: str, rest: bytes) -> None:
    words = {"alt": "A bed.", "decorative": False, "credit": "", "by": writer, "at": NOON}
    plain = add_image_version("plain", clean_image(picture(kind)), **words)
    both = add_image_version("both", clean_image(picture(kind) + rest), **words)
    assert both.sha256 == plain.sha256
    stored = PictureFile.objects.values_list("sha256", "data")
    assert {sha256 for sha256, _ in stored} == {plain.sha256}
    assert not [data for _, data in stored if rest in bytes(data)]
