"""The page on when to call as sheets of one side: its danger signs for the fridge, and a card to fill in and fold.

Every sign and every word to say comes from the page; what is written on either stays on the paper.
"""

from collections.abc import Container, Iterable
from functools import cache
from pathlib import Path

from django.utils.translation import gettext

from leiomyo_site.handouts.handout import Publisher, TypstParts
from leiomyo_site.handouts.pdf_layout import document, footer, heading, qr_code, title
from leiomyo_site.handouts.typst_syntax import array, block, call, string
from leiomyo_site.permalinks.urls import PdfForm, PdfVariant, short_path

TEMPLATE = Path(__file__).with_name("sheets.typ")
KINDS = ("emergency", "hospice", "team", "crisis")


def sheet_source(parts: TypstParts, publisher: Publisher, paper: PdfVariant) -> str:
    """Return the whole typst source of one of the sheets."""
    is_card = paper.form is PdfForm.CARD
    name = gettext("For the emergency room") if is_card else parts.title
    about = gettext("Version %(number)s, %(day)s.") % {"number": parts.version, "day": parts.published}
    address = publisher.printed_url(short_path(parts.code, parts.version))
    made = _card if is_card else _fridge
    said = [
        footer(f"{publisher.site_name}  ·  {address}  ·  {about} {parts.status}"),
        *made(parts, publisher, title(name)),
    ]
    return document(name, said, publisher, paper, lang=parts.lang, listed=[], look=template())


@cache
def template() -> str:
    """Return how the sheets look where it is not as handouts look."""
    return TEMPLATE.read_text(encoding="utf-8")


def _fridge(parts: TypstParts, publisher: Publisher, name: str) -> list[str]:
    """Return numbers and room to write, then every sign, what not to do, and what to say."""
    sheet = parts.sheet or {}
    to_write = (
        gettext("Hospital to go to:"),
        gettext("Call for a temperature of:"),
        gettext("Last treatment, and when:"),
    )
    advice = call("par", string(gettext("Where your own team’s advice differs, follow your team.")))
    top = block(
        call("sheet-top", name, _note(parts), _qr(parts, publisher), _numbers(publisher)),
        _blanks("in-row", to_write),
    )
    return [call("fridge", top, *(sheet.get(part, "[]") for part in ("signs", "say")), advice)]


def _card(parts: TypstParts, publisher: Publisher, name: str) -> list[str]:
    """Return what is said at the desk and whom to call, and on the back what the emergency room asks for."""
    fever = heading(gettext("Fever is an emergency"))
    team = _numbers(publisher, ("team", "hospice"))
    front = block(
        call("sheet-top", name, _note(parts), _qr(parts, publisher), team),
        call("box-emergency", fever, _blanks("blanks", [gettext("Our team’s plan for a fever:"), ""])),
        (parts.sheet or {}).get("say_hospital", ""),
    )
    fold = string(gettext("Fold here, with the words outside, and once more to fit a wallet."))
    back = block(heading(gettext("About our child")), _blanks("in-two", _asked_by_emergency_rooms()))
    return [call("folded", fold, front, back)]


def _asked_by_emergency_rooms() -> Iterable[str]:
    """Return what an emergency room asks for, to be filled in by hand; nobody keeps it but the family."""
    return (
        gettext("Name, birth date:"),
        gettext("Weight, and when:"),
        gettext("Language:"),
        gettext("Parents’ phones:"),
        gettext("Diagnosis:"),
        gettext("Surgery, and when:"),
        gettext("Treatment now:"),
        gettext("Last treatment, and when:"),
        gettext("Allergies, bad reactions:"),
        gettext("Line: kind, side:"),
        gettext("Needle size:"),
        gettext("Line placed on:"),
        gettext("Blood products we need:"),
        gettext("Blood thinner, last dose:"),
        gettext("Steroids:"),
        gettext("Heart, kidney tests:"),
        gettext("Metal, ostomy, drain, tube:"),
        gettext("Chickenpox, measles immunity:"),
        gettext("Team: hospital, doctor:"),
        gettext("Plan for emergencies:"),
    )


def _note(parts: TypstParts) -> str:
    return call("box-note", call("strong", string(parts.version_note))) if parts.version_note else "[]"


def _numbers(publisher: Publisher, kinds: Container[str] = KINDS) -> str:
    """Return whom to call; a number that nobody has set is a line to write on."""
    rows = (array([string(who), string(number)]) for kind, who, number in publisher.numbers if kind in kinds)
    return call("numbers", *rows)


def _blanks(function: str, labels: Iterable[str]) -> str:
    return call(function, *(string(label) for label in labels))


def _qr(parts: TypstParts, publisher: Publisher) -> str:
    path = short_path(parts.code, parts.version)
    return call("qr", *qr_code(publisher, path), string(publisher.printed_url(path)))
