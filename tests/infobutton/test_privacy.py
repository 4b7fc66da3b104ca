"""Nothing of a request is logged, stored, or handed on; nothing of a refused one is sent back."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse, UnreadablePostError
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from leiomyo_site.config import ConfigurationError, read_config
from leiomyo_site.infobutton import views
from leiomyo_site.infobutton.catalogue import _catalogues
from tests.infobutton.asking_us import EXACT, I10, SCT

MARK = "zqxjvkwpyb"
SERVICE, APPLICATION = "/infobutton/service", "/infobutton/application"
FORM = "application/x-www-form-urlencoded"
CODE = f"mainSearchCriteria.v.cs={SCT}&mainSearchCriteria.v.c={EXACT[1]}"
FIBROID = f"mainSearchCriteria.v.cs={I10}&mainSearchCriteria.v.c=D25.9"
QUERIES = [
    f"mainSearchCriteria.v.c={MARK}",
    f"{CODE}&mainSearchCriteria.v.ot={MARK}&holder.assignedEntity.n={MARK}&assignedAuthorizedPerson.id.extension={MARK}",
    f"{CODE}&knowledgeResponseType={MARK}",
    f"{CODE}&knowledgeResponseType=application/javascript&callback={MARK}(1)",
    f"{CODE}&{MARK}=1&{MARK}=2",
    f"mainSearchCriteria.v.dn={MARK}{'x' * 600}",
    f"mainSearchCriteria.v.cs={MARK}&mainSearchCriteria.v.c={MARK}",
    f"{CODE}&informationRecipient.languageCode.c={MARK}",
    "&".join(f"{MARK}{n}=1" for n in range(2000)),
]  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def records() -> Iterator[list[logging.LogRecord]]:
    """Everything that any logger is told, at the finest level; loggers that keep their own handlers too."""
    kept: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = kept.append  # type: ignore[method-assign]
    loggers = [
        logging.getLogger(name)
        for name in ("", "django", "django.request", "django.security", "django.server", "django.db.backends")
    ]
    before = [(logger, logger.level) for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield kept
    for logger, level in before:
        logger.removeHandler(handler)
        logger.setLevel(level)


def everything(record: logging.LogRecord) -> str:
    return f"{record.getMessage()} {vars(record)}"


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("path", [SERVICE, APPLICATION])
def test_nothing_of_a_request_is_logged(
    client: Client, records: list[logging.LogRecord], path: str, query: str
) -> None:
    for send in (
        lambda: client.get(f"{path}?{query}"),
        lambda: client.post(path, query, content_type=FORM),
        lambda: client.put(f"{path}?{query}"),
    ):
        response = send()
        assert response.status_code in (200, 400, 405, 415)
    told = [everything(record) for record in records]
    assert [line for line in told if MARK in line] == []
    assert not [record for record in records if record.name == "django.request"]


def test_the_records_of_this_test_would_show_a_leak(client: Client, records: list[logging.LogRecord]) -> None:
    client.get(f"/no-such-page/?{MARK}=1")
    assert any(MARK in everything(record) for record in records if record.name == "django.request")


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("path", [SERVICE, APPLICATION])
def test_nothing_of_a_request_comes_back(client: Client, path: str, query: str) -> None:
    for response in (client.get(f"{path}?{query}"), client.post(path, query, content_type=FORM)):
        assert MARK not in response.content.decode() + str(response.headers)


@pytest.mark.parametrize(
    "kind",
    [
        None,
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        f"{FORM}; charset=iso-8859-1",
        f"{FORM}; charset={MARK}",
        MARK,
    ],
)
def test_a_body_that_is_no_form_is_refused(client: Client, kind: str | None) -> None:
    for path in (SERVICE, APPLICATION):
        response = client.generic("POST", path, CODE.encode(), content_type=kind or "")
        assert response.status_code == 415
        assert MARK not in response.content.decode()


@pytest.mark.parametrize(
    "kind", [FORM, FORM.upper(), f"{FORM};charset=UTF-8", f'{FORM}; charset="utf-8"', f"{FORM}; x=y"]
)
def test_a_form_in_utf_8_is_taken(client: Client, kind: str) -> None:
    assert client.generic("POST", SERVICE, CODE.encode(), content_type=kind).status_code == 200


def test_a_huge_body_is_not_read(client: Client) -> None:
    response = client.generic("POST", SERVICE, b"x=" + b"y" * 5_000_000, content_type=FORM)
    assert (response.status_code, response.content) == (400, b"The request is too long: send at most 32 KB.\n")


def test_a_body_that_breaks_off_is_refused() -> None:
    class Broken(io.BytesIO):
        def read(self, *_: int) -> bytes:
            raise UnreadablePostError(MARK)

    request = RequestFactory().generic("POST", SERVICE, b"x", content_type=FORM)
    request._stream = Broken()
    response = views.service(request)
    assert (response.status_code, response.content) == (400, b"The request did not arrive whole. Send it again.\n")


def test_others_may_post_without_a_token_and_no_session_begins() -> None:
    client = Client(enforce_csrf_checks=True)
    for path in (SERVICE, APPLICATION):
        response = client.post(path, CODE, content_type=FORM)
        assert response.status_code == 200
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
    assert not client.cookies
    assert not Session.objects.exists()


def test_the_database_hears_nothing_of_the_request(client: Client) -> None:
    with CaptureQueriesContext(
        connection,
    ) as heard:
        client.get(f"{SERVICE}?{CODE}&mainSearchCriteria.v.ot={MARK}")
    statements = [query["sql"] for query in heard.captured_queries]
    assert statements
    assert all(statement.startswith(("SELECT", "BEGIN", "SAVEPOINT", "RELEASE")) for statement in statements)
    assert not [statement for statement in statements if MARK in statement or EXACT[1] in statement]


@pytest.mark.parametrize(
    ("frames", "policy"),
    [((), "frame-ancestors 'none'"), (("https://ehr.example.org",), "frame-ancestors https://ehr.example.org")],
)
def test_records_may_frame_the_page_where_a_setting_says_so(
    client: Client, settings: object, frames: tuple[str, ...], policy: str
) -> None:
    settings.EHR_FRAME_ANCESTORS = frames  # type: ignore[attr-defined]
    for address in (f"{APPLICATION}?{CODE}", APPLICATION, f"{SERVICE}?{CODE}&knowledgeResponseType=text/html"):
        response = client.get(address)
        assert policy in response["Content-Security-Policy"].split("; ")
        assert "X-Frame-Options" not in response
    elsewhere = client.get("/outlook/")
    assert "frame-ancestors 'none'" in elsewhere["Content-Security-Policy"]
    assert elsewhere["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "frames",
    ["ehr.example.org", "https://ehr.example.org; script-src *", "*", "https://a b", "https://x/path", "javascript:x"],
)
def test_a_wrong_address_of_a_record_stops_the_start(frames: str) -> None:
    with pytest.raises(ConfigurationError, match="EHR_FRAME_ANCESTORS"):
        read_config({"EHR_FRAME_ANCESTORS": frames})


def test_addresses_of_records_are_read() -> None:
    config = read_config({"EHR_FRAME_ANCESTORS": "https://ehr.example.org, https://*.example.net:8443"})
    assert config.ehr_frame_ancestors == ("https://ehr.example.org", "https://*.example.net:8443")


@pytest.mark.parametrize(
    "address",
    [
        f"{SERVICE}?{CODE}",
        SERVICE,
        f"{APPLICATION}?{CODE}",
        APPLICATION,
        f"{APPLICATION}?{FIBROID}",
        f"{APPLICATION}?mainSearchCriteria.v.c=1",
    ],
)
def test_every_answer_keeps_to_itself(client: Client, address: str) -> None:
    response = client.get(address)
    assert response["Cache-Control"] == "no-cache, no-store"
    assert response["Pragma"] == "no-cache"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response.get("Access-Control-Allow-Origin", "") == ("*" if SERVICE in address else "")
    assert response["Cross-Origin-Resource-Policy"] == ("cross-origin" if SERVICE in address else "same-origin")


def test_a_new_publication_is_given_at_once(client: Client) -> None:
    _catalogues.cache_clear()
    assert b"<entry" not in client.get(f"{SERVICE}?{CODE}").content
    call_command("import_content", root=settings.CONTENT_DIR, publish=True, verbosity=0)
    answer: HttpResponse = client.get(f"{SERVICE}?{CODE}")
    assert answer.content.count(b"<entry") == 3
