"""What an editor reads when the database or the disk fails: one sentence, never a traceback; and what the log says."""

import logging
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from leiomyo_site.editorial.models import Picture, PictureFile
from tests.conftest import sign_in
from tests.images.upload_samples import picture

pytestmark = pytest.mark.django_db
DATABASE = "The database of this site does not answer just now, so nothing was saved. Families can still read."
DISK = "The disk of this site is full, so nothing was saved."


@pytest.fixture
def editor(writer: User) -> Client:
    return sign_in(Client(raise_request_exception=False), writer)


def facts(caplog: pytest.LogCaptureFixture) -> list[dict[str, str]]:
    return [record.fields for record in caplog.records if hasattr(record, "fields")]  # type: ignore[attr-defined]


def failing(error: Exception):
    """Let every statement fail with this error from now on."""

    def fail(*_: object) -> None:
        raise error

    return connection.execute_wrapper(fail)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OperationalError("database is locked"), DATABASE),
        (OperationalError("server closed the connection unexpectedly"), DATABASE),
        (OperationalError("canceling statement due to statement timeout"), DATABASE),
        (InterfaceError("connection already closed"), DATABASE),
        (OperationalError("database or disk is full"), DISK),
        (OperationalError('could not extend file "base/1": No space left on device'), DISK),
    ],
)
@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/page/add/"])
def test_a_database_that_fails_is_one_sentence(
    editor: Client, caplog: pytest.LogCaptureFixture, error: Exception, says: str, path: str
) -> None:
    with failing(error), caplog.at_level(logging.ERROR, "leiomyo"):
        answer = editor.get(path)
    said = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store")
    assert says in said and "Traceback" not in said and str(error) not in said
    assert 'href="tel:911"' in said and 'href="tel:988"' in said
    told = facts(caplog)
    assert told and {fact["reason"] for fact in told} == {f"{type(error).__name__}: {error}"}
    assert told[0]["hint"].startswith("Free space on the disks" if says == DISK else "Check that the database runs")


def test_a_fault_of_ours_is_one_sentence_and_all_of_it_is_in_the_log(
    editor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with failing(RuntimeError("a bug")), caplog.at_level(logging.ERROR, "leiomyo"):
        answer = editor.get("/admin/?q=secret")
    assert answer.status_code == 500 and "It is our fault, not yours." in answer.content.decode()
    assert facts(caplog)[0]["reason"] == "RuntimeError", "what went wrong, and not what it may quote"
    assert [record for record in caplog.records if record.name == "django.request" and record.exc_info]
    assert "secret" not in str(facts(caplog))


def test_a_full_disk_while_uploading_leaves_no_half_picture(
    editor: Client, monkeypatch: pytest.MonkeyPatch, settings
) -> None:
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", full)
    sent = {"name": "ward", "alt": "A bed.", "credit": "", "file": SimpleUploadedFile("ward.jpg", picture())}
    answer = editor.post("/admin/editorial/picture/add/", sent)
    assert answer.status_code == 503 and DISK in answer.content.decode()
    assert not Picture.objects.exists() and not PictureFile.objects.exists()


def test_a_disk_that_fills_while_a_picture_is_stored_leaves_none_of_it(editor: Client) -> None:
    stored: list[str] = []

    def full_at_the_version(execute, sql: str, params, many, context):
        if 'INSERT INTO "editorial_pictureversion"' in sql:
            stored.append(sql)
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    sent = {"name": "ward", "alt": "A bed.", "credit": "", "file": SimpleUploadedFile("ward.jpg", picture())}
    with connection.execute_wrapper(full_at_the_version):
        answer = editor.post("/admin/editorial/picture/add/", sent)
    assert stored and answer.status_code == 503 and DISK in answer.content.decode()
    assert not Picture.objects.exists() and not PictureFile.objects.exists()


def test_the_page_reads_without_style_as_well(editor: Client, settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    with failing(OperationalError("gone")):
        said = editor.get("/admin/").content.decode()
    assert DATABASE in said and "stylesheet" not in said
