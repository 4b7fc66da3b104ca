"""Each string and number that families would read anew stands on the screens on which it is reviewed and published."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.images import add_image_version
from leiomyo_site.editorial.models import Document, Source
from leiomyo_site.editorial.sources import save_source
from leiomyo_site.glossary.models import Term
from leiomyo_site.images.decoder import clean_image
from leiomyo_site.pages.models import Page
from tests.images.upload_samples import picture

from .admin_screens import read, shown_difference
from .test_every_public_string import (
    LATER,
    PAGE_WORDS,
    PICTURE_WORDS,
    SOURCE_WORDS,
    TERM_WORDS,
    filled,
    put_all_out,
)

__all__ = ["put_all_out"]
pytestmark = pytest.mark.django_db
AFTERWARDS = LATER + timedelta(days=3)
# What a change is of, its field, and what is typed.
CHANGES = [
    *(("page", name, filled(text, "second")) for name, text in PAGE_WORDS.items() if "{" in str(text)),
    ("page", "call_first", "hospice"),
    ("page", "sources", []),
    *(("term", name, filled(text, "second")) for name, text in TERM_WORDS.items() if "{" in str(text)),
    ("term", "match_case", True),
    ("term", "see_also", []),
    *(("source", name, filled(text, "second")) for name, text in SOURCE_WORDS.items()),
    *(("picture", name, filled(text, "second")) for name, text in PICTURE_WORDS.items()),
    ("picture", "pixels", (500, 400)),
]
# What is shown where that is not what is typed: the words that go, or another form.
SHOWN = {"match_case": ["yes"], "pixels": ["500", "400"], "see_also": ["mri"], "sources": ["hwang-1997"]}


def change(what: str, field: str, typed: object, *, by: User) -> Document:
    """Make one change as an editor does, and return the text that shows it."""
    page = Page.objects.get(code="HJ9BN")
    if what == "source":
        source = Source.objects.get(key="hwang-1997")
        setattr(source, field, typed)
        save_source(source, by=by, at=AFTERWARDS)
    elif what == "picture":
        words = {name: str(filled(text, "first")) for name, text in PICTURE_WORDS.items()}
        words |= {} if field == "pixels" else {field: str(typed)}
        data = clean_image(picture(size=typed)) if isinstance(typed, tuple) else None
        add_image_version("scan", data, decorative=False, by=by, at=AFTERWARDS, **words)
    else:
        page = page if what == "page" else Term.objects.get(code="TJ4MY")
        setattr(page, field, typed)
        save_draft(page, by=by, at=AFTERWARDS, expected_version=page.version)
    return page


def unseen(what: str, field: str, typed: object, *, writer: User, screens: tuple[tuple[User, str], ...]) -> list[str]:
    """Make one change and take it back; return what of it the screens do not show."""
    with transaction.atomic():
        draft = change(what, field, typed, by=writer)
        wanted = SHOWN.get(field) or re.findall(r"second\w+|hospice|living|^\d+$", str(typed))
        assert wanted, f"nothing to look for in {typed}"
        missing = []
        for user, name in screens:
            difference = shown_difference(read(user, name, draft))
            seen = " ".join(word for pair in difference.values() for word in pair)
            missing += [f"{what} {field} on {name}: {word}" for word in wanted if word not in seen]
        transaction.set_rollback(True)
    return missing


def test_each_change_alone_is_shown_where_it_is_reviewed_and_published(
    put_all_out, writer: User, nurse: User, publisher: User
) -> None:
    put_all_out("first")
    screens = ((nurse, "review"), (publisher, "publish"))
    for draft in (Page.objects.get(code="HJ9BN"), Term.objects.get(code="TJ4MY")):
        assert [shown_difference(read(user, name, draft)) for user, name in screens] == [{}, {}]
    missing = [unseen(*one, writer=writer, screens=screens) for one in CHANGES]
    assert [words for one in missing for words in one] == []
