"""What clinic staff hand on of one page: links, version, and text for a note, with nothing of a patient in it."""

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from leiomyo_site.config.phone_lines import phone_lines
from leiomyo_site.text.clinic import Clinic

MAX_NOTE_LENGTH = 400
# Where staff must fill something in before the note is signed; records stop at these signs.
BLANK = "***"
MAX_TITLE_LENGTH = 80
AS_ASCII = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "\u00a0": " "})
NOT_CHECKED = "Draft: no clinician has checked this page yet."


@dataclass(frozen=True)
class KitPage:
    """One page as it is handed on: all addresses in full, dates as 2026-11-23, empty where nobody has checked it.

    `grade` is the US school grade, 0 where it was not measured. `fridge` and `card` are the short links of its sheets.
    """

    code: str
    lang: str
    topic: str
    title: str
    short_link: str
    number: int
    published: str
    checked_by: str
    checked: str
    grade: int
    qr_svg: str
    qr_png: str
    pdf: str
    page: str
    fridge: str = ""
    card: str = ""


def ascii_text(text: str) -> str:
    """Return a text in signs that every record keeps.

    >>> ascii_text("Doctor’s “cirugía”: what’s – next…")
    'Doctor\\'s "cirugia": what\\'s - next...'
    """
    parts = unicodedata.normalize("NFKD", text.translate(AS_ASCII))
    return " ".join(parts.encode("ascii", "ignore").decode().split())


def note(page: KitPage, clinic: Clinic) -> str:
    """Return text for a discharge note, under 400 signs, with the short link alone on its line."""
    title = ascii_text(page.title)
    lines = [
        f"To read at home: {title[:MAX_TITLE_LENGTH]}",
        page.short_link,
        *([] if page.checked_by else [NOT_CHECKED]),
        f"Gone over with: {BLANK}",
        _whom_to_call(clinic),
    ]
    return "\n".join(lines) + "\n"


def first_note(pages: Sequence[KitPage], clinic: Clinic) -> str:
    """Return one note for several pages."""
    lines = ["To read at home:"]
    for page in pages:
        lines += [ascii_text(page.title)[:MAX_TITLE_LENGTH], page.short_link]
    drafts = [] if all(page.checked_by for page in pages) else [NOT_CHECKED.replace("this page", "these pages")]
    return "\n".join([*lines, *drafts, _whom_to_call(clinic)]) + "\n"


@lru_cache(maxsize=8)
def _whom_to_call(clinic: Clinic) -> str:
    """Return whom to call: the numbers of the settings, or a place to write each in."""
    numbers = [
        f"{ascii_text(' or '.join(line.shown for line in phone_lines(phone.number))) or BLANK} "
        f"({ascii_text(phone.when).lower()})"
        for phone in clinic.phones
    ]
    return f"Questions? Call {', '.join(numbers) or BLANK}. Emergency: {ascii_text(clinic.emergency)}."


def kit_csv(pages: Iterable[KitPage]) -> str:
    """Return the kit as a table for spreadsheets, one line a page."""
    out = io.StringIO()
    table = csv.DictWriter(out, list(KitPage.__dataclass_fields__), lineterminator="\r\n")
    table.writeheader()
    table.writerows({key: _no_formula(value) for key, value in vars(page).items()} for page in pages)
    return out.getvalue()


def _no_formula(value: object) -> object:
    """Return a value that no spreadsheet takes for a formula.

    >>> _no_formula("=1+1"), _no_formula("Surgery"), _no_formula(3)
    ("'=1+1", 'Surgery', 3)
    """
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def kit_json(pages: Iterable[KitPage], clinic: Clinic) -> str:
    """Return the kit for programs, each page with its note."""
    rows = [{**vars(page), "note": note(page, clinic)} for page in pages]
    return json.dumps({"pages": rows}, ensure_ascii=False, indent=1)


def smart_phrases(pages: Iterable[KitPage], clinic: Clinic, prefix: str) -> str:
    """Return every note under the name it may have in a record, such as .ABCHJ9BN, with blank lines between them."""
    blocks = [f"== .{prefix}{page.code} == {ascii_text(page.title)}\n{note(page, clinic)}" for page in pages]
    return "\n".join(blocks)
