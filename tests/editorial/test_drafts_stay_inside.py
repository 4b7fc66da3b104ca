"""Links, uploads and admin's own addresses cannot be turned to read what is not public."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leiomyo_site.editorial.actions.share import create_share_link, revoke, sign_token
from leiomyo_site.editorial.images import add_image_version
from leiomyo_site.editorial.models import DraftShareLink, PictureVersion
from leiomyo_site.images.decoder import clean_image
from leiomyo_site.pages.models import Page
from tests.conftest import person, sign_in
from tests.images.upload_samples import picture

from .conftest import NOON

pytestmark = pytest.mark.django_db
Write = Callable[..., Page]
SHOWS = "## Canary\n\n/// figure | ward\nOur ward.\n///\n"


@pytest.fixture(autouse=True)
def own_media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    (tmp_path / "secret_key").write_text("a secret")


@pytest.fixture
def ward(writer: User) -> PictureVersion:
    return add_image_version(
        "ward", clean_image(picture()), alt="A bed.", decorative=False, credit="", by=writer, at=NOON
    )


@pytest.fixture
def other(writer: User) -> PictureVersion:
    return add_image_version(
        "other", clean_image(picture(size=(600, 400))), alt="A door.", decorative=False, credit="", by=writer, at=NOON
    )


@pytest.fixture
def shared(write: Write, writer: User, ward: PictureVersion, other: PictureVersion) -> DraftShareLink:
    return create_share_link(write(SHOWS), by=writer, at=timezone.now(), days=7)


def through(token: str, version: PictureVersion) -> int:
    """Ask for a picture through a link to a draft; return the status."""
    return Client().get(f"/shared/{token}/images/{version.sha256}/320.jpg").status_code


# Pictures through a link to a draft


def test_a_link_shows_the_pictures_of_its_draft_and_no_other(
    shared: DraftShareLink, ward: PictureVersion, other: PictureVersion
) -> None:
    assert through(sign_token(shared), ward) == 200
    assert through(sign_token(shared), other) == 404


def test_a_link_that_has_ended_shows_no_picture_either(
    shared: DraftShareLink, ward: PictureVersion, nurse: User
) -> None:
    DraftShareLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert through(sign_token(shared), ward) == 410
    DraftShareLink.objects.update(expires_at=timezone.now() + timedelta(days=1))
    revoke(shared, by=nurse, at=timezone.now())
    assert through(sign_token(shared), ward) == 410


@pytest.mark.parametrize("spoil", ["{pk}", "{pk}:x", "{pk}:", ":{signature}", "{next}:{signature}", "x", "%00"])
def test_a_token_that_is_not_ours_shows_no_picture(shared: DraftShareLink, ward: PictureVersion, spoil: str) -> None:
    pk, signature = sign_token(shared).split(":")
    assert through(spoil.format(pk=pk, signature=signature, next=int(pk) + 1), ward) in (404, 410)


def test_a_token_signed_for_something_else_opens_nothing(shared: DraftShareLink, client: Client) -> None:
    for salt in ("", "session", "django.core.signing"):
        forged = signing.Signer(salt=salt or None).sign(str(shared.pk))
        assert client.get(f"/shared/{forged}/").status_code == 410


# Pictures that are not public


def someone(kind: str) -> Client:
    """Return a browser of somebody who has no business with drafts."""
    if kind == "nobody":
        return Client()
    who = person("Sam", *(["Editors"] if kind == "editor who left" else []))
    who.is_superuser = kind == "superuser"
    client = sign_in(Client(), who)
    who.is_active = kind != "editor who left"
    who.save()
    return client


@pytest.mark.parametrize("kind", ["nobody", "somebody without a role", "superuser", "editor who left"])
def test_a_picture_of_a_draft_is_for_people_with_a_role(ward: PictureVersion, kind: str) -> None:
    assert someone(kind).get(f"/media/images/{ward.sha256}/320.jpg").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "../secret_key",
        "..%2fsecret_key",
        "images/../../secret_key",
        "images/{sha}/../../../secret_key",
        "images/{sha}/",
        "images/{sha}/320.jpg/",
        "images/{sha}/320.svg",
        "images/{SHA}/320.jpg",
        "images/{sha}/320.jpg%00",
        "images/",
    ],
)
def test_no_address_of_a_picture_reaches_another_file(ward: PictureVersion, writer: User, path: str) -> None:
    client = sign_in(Client(), writer)
    answer = client.get("/media/" + path.format(sha=ward.sha256, SHA=ward.sha256.upper()))
    assert answer.status_code in (301, 404)
    assert b"a secret" not in answer.content


# Admin's own addresses

SCREENS = ("change", "preview", "checks", "review", "publish", "withdraw", "history", "share")


@pytest.mark.parametrize("kind", ["nobody", "somebody without a role", "superuser", "editor who left"])
@pytest.mark.parametrize("screen", SCREENS)
def test_no_screen_of_a_draft_opens_without_a_role(write: Write, kind: str, screen: str) -> None:
    page = write("## Canary\n\nOnly a draft.\n")
    client = someone(kind)
    address = reverse(f"admin:pages_page_{screen}", args=[page.pk])
    for answer in (client.get(address), client.post(address, {"body": "x"})):
        assert answer.status_code in (302, 403, 404)
        assert b"Canary" not in answer.content


@pytest.mark.parametrize(
    "path",
    [
        "{list}?q=%00",
        "{list}?state=%00",
        "{list}?p=99999999999",
        "{list}?o=x",
        "{list}%00/change/",
        "{list}x'--/change/",
        "{list}{pk}/history/?from=99999999999999999999&to=%00",
        "{list}{pk}/preview/%00",
        "/admin/editorial/auditlogentry/?q=%00",
        "/admin/editorial/picture/9e99/change/",
    ],
)
def test_strange_addresses_in_admin_are_no_fault_of_the_code(page: Page, writer: User, path: str) -> None:
    client = sign_in(Client(raise_request_exception=False), writer)
    shelf = reverse("admin:pages_page_changelist")
    assert client.get(path.format(list=shelf, pk=page.pk)).status_code in (200, 301, 302, 400, 404)


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"])
def test_signing_in_leads_to_no_other_site(place: str) -> None:
    who = person("Wren", "Editors")
    who.set_password("a long test of the door")
    who.save()
    sent = {"username": "wren", "password": "a long test of the door", "next": place}
    answer = Client().post("/admin/login/", sent, query_params={"next": place})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert Client().post(reverse("admin:logout"), {"next": place}).headers.get("Location", "/admin/")[:7] == "/admin/"


def test_signing_in_begins_a_new_session_so_that_nobody_can_lay_one_out() -> None:
    who = person("Wren", "Editors")
    who.set_password("a long test of the door")
    who.save()
    client = Client()
    session = client.session
    session["laid"] = "out"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.post("/admin/login/", {"username": "wren", "password": "a long test of the door"})
    assert client.cookies["sessionid"].value != before
    assert not client.session.exists(before)


def test_a_new_password_ends_the_sessions_of_the_old_one() -> None:
    who = person("Wren", "Editors")
    elsewhere = sign_in(Client(), who)
    assert elsewhere.get("/admin/").status_code == 200
    who.set_password("another long test of the door")
    who.save()
    assert elsewhere.get("/admin/").status_code == 302


@pytest.mark.parametrize("role", ["Editors", "Clinical reviewers", "Publishers"])
def test_nobody_but_a_superuser_gives_rights(role: str) -> None:
    who = person("Wren", role)
    client = sign_in(Client(), who)
    sent = {"username": "wren", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    for address in ("/admin/auth/user/", "/admin/auth/user/add/", f"/admin/auth/user/{who.pk}/change/"):
        assert client.get(address).status_code == client.post(address, sent).status_code == 403
    assert client.post(f"/admin/auth/user/{who.pk}/password/", {"password1": "x"}).status_code == 403
    assert not User.objects.filter(is_superuser=True).exists()
