"""Typst source into PDF: tagged, with its fonts inside, without the network, and the same bytes each time.

    python -m leiomyo_site.handouts.pdf FOLDER_OF_PICTURES SECONDS_SINCE_1970 < source > pdf

Somebody waits while that starts, so it imports next to nothing.
"""

import re
import sys
import unicodedata
from functools import cache
from pathlib import Path

import typst

FONTS = Path(__file__).with_name("fonts")
# Typst names every sign that no font has; a text may have many.
NO_FONT = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
MAX_ATTEMPTS = 4


class PdfError(Exception):
    """A handout cannot be set; says what typst found wrong."""


@cache
def fonts() -> typst.Fonts:
    """Return our font, and behind it those that come with typst, for signs that ours does not have."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])


def render_pdf(source: str, *, pictures: Path, at: int) -> bytes:
    """Return a PDF/UA-1 of a typst source; `at` is the date it carries, in seconds since 1970.

    Photos are read from the folder `pictures`. A sign that no font has is set as its name, such as [grinning face]:
    one odd sign must not keep words from families.

    Raises:
        PdfError: the source cannot be set.
    """
    for _ in range(MAX_ATTEMPTS):
        try:
            root = pictures if pictures.exists() else FONTS
            compiler = typst.Compiler(source.encode(), root=root, font_paths=fonts())
            pdf = compiler.compile(pdf_standards=["ua-1"], timestamp=at)
            if isinstance(pdf, bytes):
                return pdf
        except typst.TypstError as error:
            missing = set(NO_FONT.findall(error.diagnostic or ""))
            if not missing:
                raise PdfError(f"{error.message} {' '.join(error.hints)}".strip()) from error
            source = replace_missing_glyphs(source, missing)
    raise PdfError("some signs are in no font")


def replace_missing_glyphs(source: str, texts: set[str]) -> str:
    """Return a source in which every sign of some texts is its name in brackets.

    >>> replace_missing_glyphs('"Hi 😀"', {"😀"})
    '"Hi [grinning face]"'
    """
    for sign in {sign for text in texts for sign in text if ord(sign) > 127}:
        source = source.replace(sign, f"[{unicodedata.name(sign, f'sign {ord(sign):x}').lower()}]")
    return source


def main(pictures: str, at: str) -> int:
    """Set what comes in; return the exit code."""
    try:
        pdf = render_pdf(sys.stdin.buffer.read().decode(), pictures=Path(pictures), at=int(at))
    except PdfError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
