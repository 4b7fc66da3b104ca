"""Content files become drafts and starting content; what editors changed is never overwritten."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.models import Publication, Revision
from leiomyo_site.pages.models import Page

pytestmark = pytest.mark.django_db
Edit = Callable[[Path, str, str], None]
TODAY = datetime(2026, 12, 1, tzinfo=UTC)


def import_content(root: Path, *, publish: bool = False) -> None:
    call_command("import_content", root=root, publish=publish, verbosity=0)


def edit_draft(words: str) -> Page:
    page = Page.objects.get(slug="surgery")
    page.body = words
    save_draft(page, by=None, at=TODAY, expected_version=page.version)
    return page


def test_files_become_drafts_that_nobody_can_read(small_content: Path) -> None:
    import_content(small_content)
    assert Page.objects.get().title == "Surgery"
    assert not Publication.objects.exists()
    assert published.live_pages("en") == []


def test_first_filling_publishes_without_approval_and_says_so(small_content: Path) -> None:
    import_content(small_content, publish=True)
    page = published.live_pages("en")[0]
    assert (page.code, page.number, page.checked_by) == ("HJ9BN", 1, "")
    assert set(Publication.objects.values_list("origin", flat=True)) == {"starting"}


def test_starting_content_is_dated_by_its_file(small_content: Path) -> None:
    import_content(small_content, publish=True)
    assert published.live_terms("en")[0].published_at == datetime(2026, 11, 20, tzinfo=UTC)


def test_publication_freezes_its_sources_and_term_versions(small_content: Path) -> None:
    import_content(small_content, publish=True)
    frozen = Publication.objects.get(kind="page").frozen
    assert frozen["terms"] == {"biopsy": 1}
    assert frozen["sources"]["hwang-1997"]["studied"] == "21 people under 21."


def test_importing_twice_changes_nothing(small_content: Path) -> None:
    import_content(small_content, publish=True)
    import_content(small_content, publish=True)
    assert Revision.objects.count() == 2
    assert Publication.objects.count() == 2


def test_a_newer_file_becomes_a_draft_only(small_content: Path, edit: Edit) -> None:
    import_content(small_content, publish=True)
    edit(small_content / "pages/en/surgery.md", "comes first", "comes before it")
    import_content(small_content, publish=True)
    assert "comes before it" in Page.objects.get().body
    assert "comes first" in published.live_pages("en")[0].content["body"]


def test_editors_newer_words_are_left_alone(small_content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_content(small_content, publish=True)
    edit_draft("## Mine\n\nMine.\n")
    import_content(small_content)
    assert Page.objects.get().body == "## Mine\n\nMine.\n"
    assert "editors have newer words" in capsys.readouterr().out


def test_both_changed_is_refused_and_nothing_is_written(small_content: Path, edit: Edit) -> None:
    import_content(small_content, publish=True)
    edit_draft("## Mine\n\nMine.\n")
    edit(small_content / "pages/en/surgery.md", "comes first", "comes before it")
    edit(small_content / "glossary/en/biopsy.md", "small piece", "tiny piece")
    with pytest.raises(CommandError, match=r"surgery\.md: the file and the draft .* have both changed"):
        import_content(small_content)
    assert Revision.objects.count() == 3
    assert Page.objects.get().body == "## Mine\n\nMine.\n"


def test_a_file_renamed_keeps_its_identity(small_content: Path) -> None:
    import_content(small_content, publish=True)
    (small_content / "pages/en/surgery.md").rename(small_content / "pages/en/other.md")
    import_content(small_content)
    assert Page.objects.count() == 1


def test_a_deleted_file_deletes_nothing(small_content: Path) -> None:
    import_content(small_content, publish=True)
    (small_content / "pages/en/surgery.md").unlink()
    import_content(small_content)
    assert len(published.live_pages("en")) == 1


BROKEN = [
    ('title: "Surgery"', "title: Surgery", r"surgery\.md, line 4: write the value in double quotes"),
    ('title: "Surgery"\n', "", r"surgery\.md, line 2: title is missing"),
    ('title: "Surgery"', 'titel: "Surgery"', r"surgery\.md, line 4: there is no field “titel”"),
    ('title: "Surgery"', 'title: "Surgery"\ntitle: "Two"', r"surgery\.md, line 5: title stands twice"),
    ("in_short:\n", 'in_short: "x"\n', r"surgery\.md, line 6: in_short is a list"),
    ("2026-11-23", "23.11.2026", r"surgery\.md, line 2: written is not a date"),
    ('"12"', '"twelve"', r"surgery\.md, line 2: review_months is a whole number"),
    ('"12"', '"99999"', r"surgery\.md, line 2: review_months is 99999; it must be 1 to 60"),
    ('"12"', '"0"', r"surgery\.md, line 2: review_months is 0; it must be 1 to 60"),
    ('"10"', '"99999"', r"surgery\.md, line 2: position is 99999; it must be 0 to 10000"),
    ('"10"', '"٣"', r"surgery\.md, line 2: position is a whole number"),
    ("HJ9BN", "HJ9BM", r"surgery\.md, line 2: “HJ9BM” has a wrong letter"),
    ('slug: "surgery"', 'slug: "Surgery room"', r"surgery\.md, line 2: “Surgery room” cannot be an address"),
    ('slug: "surgery"', 'slug: "admin/x"', r"surgery\.md, line 2: “admin/x” cannot be an address"),
    ('section: "treatment"\nposition: "10"', 'position: "10"\nsection: "treatment"', r"keep the fields in the order"),
    ('"Surgery"', '"Surger\\u0079"', r'surgery\.md, line 4: write it as title: "Surgery"'),
    ("first. [@hwang-1997]\n", "first. [@hwang-1997]\n\n", r"surgery\.md, line 18: end the file here"),
    ("first. [@hwang-1997]\n", "first. [@hwang-1997]", r"surgery\.md, line 18: end the file here"),
    ("---\n\n## The", "---\n## The", r"surgery\.md, line 1: begin with ---"),
]


@pytest.mark.parametrize(("old", "new", "says"), BROKEN)
def test_a_broken_file_is_named_with_its_line_and_nothing_is_imported(
    small_content: Path, edit: Edit, old: str, new: str, says: str
) -> None:
    edit(small_content / "pages/en/surgery.md", old, new)
    with pytest.raises(CommandError, match=says):
        import_content(small_content, publish=True)
    assert not Revision.objects.exists()


def test_files_in_another_encoding_are_named(small_content: Path) -> None:
    path = small_content / "pages/en/surgery.md"
    path.write_bytes(path.read_bytes().replace(b"biopsy", "é".encode("latin-1")))
    with pytest.raises(CommandError, match=r"line 18: save the file as UTF-8"):
        import_content(small_content)


def test_windows_line_ends_are_named(small_content: Path) -> None:
    path = small_content / "pages/en/surgery.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(CommandError, match="plain line ends"):
        import_content(small_content)


def test_two_files_cannot_share_a_code_or_an_address(small_content: Path) -> None:
    page = small_content / "pages/en/surgery.md"
    (small_content / "pages/en/twin.md").write_bytes(page.read_bytes())
    with pytest.raises(CommandError, match=r"(?s)its code belongs to .*its address belongs to"):
        import_content(small_content)


def test_a_source_that_does_not_exist_stops_publishing(small_content: Path, edit: Edit) -> None:
    edit(small_content / "pages/en/surgery.md", '- "hwang-1997"', '- "hwang-1998"')
    with pytest.raises(CommandError, match="cites sources that do not exist: hwang-1998"):
        import_content(small_content, publish=True)
    assert not Publication.objects.exists()


def test_a_folder_that_does_not_exist_is_named() -> None:
    with pytest.raises(CommandError, match=r"nowhere: there is no such folder"):
        import_content(Path("nowhere"))


class Terminal(StringIO):
    """A terminal that somebody looks at."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("command", "doing"), [("import_content", "reading"), ("export_content", "comparing")])
def test_progress_is_shown_on_a_terminal_and_nothing_in_a_pipe(small_content: Path, command: str, doing: str) -> None:
    import_content(small_content)
    terminal, pipe = Terminal(), StringIO()
    for err in (terminal, pipe):
        call_command(command, root=small_content, stdout=StringIO(), stderr=err, no_color=True)
    assert f"\r{doing} 2 of 2\n" in terminal.getvalue()
    assert pipe.getvalue() == ""
