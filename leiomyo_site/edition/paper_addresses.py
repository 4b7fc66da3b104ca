"""The PDF of every page as it is now, on every paper: one hook into the plan of an edition."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache, partial
from pathlib import Path

import typst
from django.conf import settings

from leiomyo_site.handouts.addresses import Paper, papers, pdf_path
from leiomyo_site.handouts.handout import Handout, Parts, parts_of
from leiomyo_site.handouts.setting import set_pdf
from leiomyo_site.handouts.sheets import handout_source

from .answers import Answer, Later
from .code_version import code_version
from .library import Library
from .paper import handout_of, imprint

PDF = "application/pdf"


def paper_answers(libraries: Sequence[Library]) -> dict[str, Answer]:
    """Return the PDFs of all pages; each is set only if something that it is made of has changed."""
    return dict(pair for library in libraries for handout in handouts(library) for pair in _answers(handout, library))


def handouts(library: Library) -> list[Handout]:
    """Return every live page as it goes on paper, in the order of the menu."""
    return library.once("handouts", lambda: [handout_of(page, library) for page in library.pages.values()])


def _answers(handout: Handout, library: Library) -> Iterator[tuple[str, Answer]]:
    key = paper_key(handout)
    for paper in papers(has_numbers=handout.has_numbers):
        body = Later(f"{key} {paper}", partial(_set, handout, library, paper))
        name = f"{file_name(handout)}{paper.marks}.pdf"
        headers = (("Content-Disposition", f'inline; filename="{name}"'), ("X-Robots-Tag", "noindex"))
        made_from = (f"{handout.code}.{handout.number}",)
        yield pdf_path(handout.code, paper=paper), Answer(200, PDF, body, made_from=made_from, headers=headers)


def file_name(handout: Handout) -> str:
    """Return what a saved PDF is called, so that a nurse finds it again.

    >>> file_name(Handout("HJ9BN", 2, "en", "treatment/surgery", *[""] * 5, (), (), None, {}))
    'surgery-HJ9BN.2'
    """
    return f"{handout.slug.rpartition('/')[2]}-{handout.code}.{handout.number}"


def paper_key(handout: Handout) -> str:
    """Return a hash of all that a handout is made of."""
    return hashlib.sha256(repr((handout, imprint(), typst.__version__, code_version())).encode()).hexdigest()


def parts(handout: Handout, library: Library) -> Parts:
    """Return the pieces of a handout, remembered from one edition to the next."""
    known = library.memory.get(f"paper {paper_key(handout)}", lambda: asdict(parts_of(handout, imprint())))
    return Parts(**known)


def _set(handout: Handout, library: Library, paper: Paper) -> bytes:
    made = parts(handout, library)
    return set_once(handout_source(made, imprint(), paper), Path(settings.MEDIA_ROOT), made.at)


@lru_cache(maxsize=32)
def set_once(source: str, pictures: Path, at: int) -> bytes:
    """Return the PDF of a source; a page as it is now and its newest number are the same sheets, set once."""
    return set_pdf(source, pictures=pictures, at=at)
