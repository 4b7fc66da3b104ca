"""So many figures out of so many, drawn."""

from html import escape

from leiomyo_site.text.labels import label

COLUMNS = 5
COLUMN_WIDTH = 58
ROW_HEIGHT = 68


class PictogramError(ValueError):
    """A picture cannot be drawn from what was written."""


def parse_ratio(text: str) -> tuple[int, int]:
    """Return the two numbers of a share such as "8 of 10".

    Raises:
        PictogramError: not two whole numbers, or more filled than there are, or too many to see.
    """
    parts = text.split(" of ")
    if len(parts) != 2 or not all(part.strip().isdigit() for part in parts):
        raise PictogramError(f"“{text}” is not a share: write it as 8 of 10")
    filled, whole = (int(part) for part in parts)
    if filled > whole or not 1 <= whole <= 100:
        raise PictogramError(f"“{text}” cannot be drawn: at most 100 figures, and not more filled than there are")
    return filled, whole


def pictogram_svg(filled: int, whole: int, *, meaning: str, rest: str, lang: str) -> str:
    """Return an SVG of `whole` people-like figures, the first `filled` of them solid.

    Both parts are drawn at one size, since a picture that shows only one part misleads (Garcia-Retamero and Galesic,
    Medical Decision Making 2009).
    """
    columns = min(whole, COLUMNS if whole <= 20 else 10)
    rows = -(-whole // columns)
    figures = []
    for place in range(whole):
        x = 34 + COLUMN_WIDTH * (place % columns)
        y = 21 + ROW_HEIGHT * (place // columns)
        style, grow = ("f-tide", 0) if place < filled else ("s-edge", 1)
        figures.append(
            f'<circle class="{style}" cx="{x}" cy="{y}" r="{9 - grow}"/>'
            f'<path class="{style}" d="M{x - 12 + grow} {y + 41 - grow}v{grow - 16}a{12 - grow} {12 - grow} 0 0 1 '
            f'{24 - 2 * grow} 0v{16 - grow}z"/>'
        )
    short = label(lang, "out_of", filled=filled, whole=whole)
    described = label(lang, "out_of_long", filled=filled, whole=whole, meaning=meaning, open=whole - filled, rest=rest)
    return (
        f'<svg viewBox="0 0 {COLUMN_WIDTH * columns + 10} {ROW_HEIGHT * rows + 4}" role="img">'
        f"<title>{escape(short)}</title><desc>{escape(described)}</desc>{''.join(figures)}</svg>"
    )
