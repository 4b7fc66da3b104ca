"""Drafts become content files again, byte for byte, and newer words in a file are never overwritten."""

import filecmp
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from leiomyo_site.editorial.content_export import plan_export, write_export
from leiomyo_site.editorial.models import Revision, Source
from leiomyo_site.pages.models import Page
from leiomyo_site.text.front_matter import compose_file, parse_file
from leiomyo_site.text.page import PAGE_SCHEMA

from .test_importing import Edit, edit_draft, import_content

pytestmark = pytest.mark.django_db


def export_content(root: Path, *, dry_run: bool = False) -> str:
    said = StringIO()
    call_command("export_content", root=root, dry_run=dry_run, stdout=said)
    return said.getvalue()


def text_files(root: Path) -> list[str]:
    found = [*root.glob("pages/en/**/*.md"), *root.glob("glossary/en/*.md"), root / "sources.yaml"]
    return sorted(str(path.relative_to(root)) for path in found)


def test_all_of_content_comes_back_byte_for_byte(tmp_path: Path) -> None:
    import_content(settings.CONTENT_DIR)
    said = export_content(tmp_path)
    names = text_files(settings.CONTENT_DIR)
    assert len(names) > 160 and f"{len(names)} of {len(names)} files written." in said
    same, different, missing = filecmp.cmpfiles(settings.CONTENT_DIR, tmp_path, names, shallow=False)
    assert (different, missing) == ([], [])
    assert len(same) == len(names)


def test_exporting_where_nothing_changed_writes_nothing(small_content: Path) -> None:
    import_content(small_content)
    before = {path: path.stat().st_mtime_ns for path in small_content.rglob("*.*")}
    assert "0 of 3 files written." in export_content(small_content)
    assert {path: path.stat().st_mtime_ns for path in small_content.rglob("*.*")} == before


def test_an_editors_words_are_written_into_the_file_they_came_from(small_content: Path) -> None:
    (small_content / "pages/en/surgery.md").rename(small_content / "pages/en/renamed.md")
    import_content(small_content)
    edit_draft("## New\n\nAn editor’s words.\n")
    assert "wrote" in export_content(small_content)
    assert "An editor’s words." in (small_content / "pages/en/renamed.md").read_text(encoding="utf-8")
    assert not (small_content / "pages/en/surgery.md").exists()
    import_content(small_content)
    assert Page.objects.get().synced_hash == Page.objects.get().draft_hash


def test_a_dry_run_says_what_it_would_write_and_writes_nothing(small_content: Path) -> None:
    import_content(small_content)
    edit_draft("## New\n\nAn editor’s words.\n")
    before = (small_content / "pages/en/surgery.md").read_bytes()
    assert "would write" in export_content(small_content, dry_run=True)
    assert (small_content / "pages/en/surgery.md").read_bytes() == before
    assert Page.objects.get().synced_hash != Page.objects.get().draft_hash


def test_newer_words_in_a_file_stay_and_are_named(small_content: Path, edit: Edit) -> None:
    import_content(small_content)
    edit(small_content / "pages/en/surgery.md", "A biopsy", "First a biopsy")
    assert "the file has newer words" in export_content(small_content)
    assert "First a biopsy" in (small_content / "pages/en/surgery.md").read_text()


def test_where_both_changed_nothing_is_written_at_all(small_content: Path, edit: Edit) -> None:
    import_content(small_content)
    edit_draft("## New\n\nAn editor’s words.\n")
    Source.objects.filter(key="hwang-1997").update(studied="22 people.")
    edit(small_content / "pages/en/surgery.md", "A biopsy", "First a biopsy")
    before = {path: path.read_bytes() for path in small_content.rglob("*.*")}
    with pytest.raises(CommandError, match=r"surgery\.md: the file and the draft on the site have both changed"):
        export_content(small_content)
    assert {path: path.read_bytes() for path in small_content.rglob("*.*")} == before


def test_a_file_that_was_deleted_deletes_nothing_and_comes_back(small_content: Path) -> None:
    import_content(small_content)
    path = small_content / "pages/en/surgery.md"
    before = path.read_bytes()
    path.unlink()
    import_content(small_content)
    export_content(small_content)
    assert path.read_bytes() == before


def test_a_source_mended_on_the_site_is_written_and_one_in_the_file_is_read(small_content: Path, edit: Edit) -> None:
    import_content(small_content)
    Source.objects.filter(key="hwang-1997").update(studied="22 people.")
    import_content(small_content)
    assert Source.objects.get().studied == "22 people."
    export_content(small_content)
    assert 'studied: "22 people."' in (small_content / "sources.yaml").read_text()
    edit(small_content / "sources.yaml", "22 people.", "23 people.")
    import_content(small_content)
    assert Source.objects.get().studied == "23 people."


def test_a_crash_between_two_files_leaves_whole_files_and_is_mended_by_running_again(small_content: Path) -> None:
    import_content(small_content)
    root = small_content.parent / "out"
    outcomes = [outcome for outcome in plan_export(root) if outcome.data is not None]
    write_export(outcomes[:1])
    assert "2 of 3 files written." in export_content(root)
    assert filecmp.cmpfiles(small_content, root, text_files(small_content), shallow=False)[1:] == ([], [])


def test_a_folder_that_cannot_be_written_is_named(small_content: Path) -> None:
    import_content(small_content)
    blocked = small_content.parent / "blocked"
    blocked.write_text("a file, no folder")
    with pytest.raises(CommandError, match="blocked"):
        export_content(blocked)


def test_a_dry_import_says_what_it_would_do_and_does_nothing(small_content: Path) -> None:
    said = StringIO()
    call_command("import_content", root=small_content, publish=True, dry_run=True, stdout=said)
    assert "surgery.md: new" in said.getvalue()
    assert "2 drafts to bring up to date, 2 texts to publish." in said.getvalue()
    assert not Revision.objects.exists() and not Source.objects.exists()


NASTY = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1).map(
    lambda text: text.strip("\n") or "x"
)


@hypothesis_settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=NASTY, body=NASTY, listed=st.lists(NASTY, max_size=3))
def test_any_words_at_all_survive_file_and_back(title: str, body: str, listed: list[str]) -> None:
    fields = {key: tuple(listed) if key in PAGE_SCHEMA.lists else title for key in PAGE_SCHEMA.keys}
    data = compose_file(fields, body, PAGE_SCHEMA)
    assert parse_file(data, PAGE_SCHEMA) == (fields, body.strip("\n") + "\n")


def test_an_optional_key_is_in_a_file_only_if_it_holds_something() -> None:
    schema = replace(PAGE_SCHEMA, optional=frozenset({"section"}))
    fields = {key: () if key in PAGE_SCHEMA.lists else "x" for key in PAGE_SCHEMA.keys}
    for section in ("", "treatment"):
        data = compose_file({**fields, "section": section}, "Words.", schema)
        assert (b"section" in data) == bool(section)
        found, _ = parse_file(data, schema)
        assert found.get("section", "") == section
        assert compose_file(found, "Words.", schema) == data
