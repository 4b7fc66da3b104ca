"""One measured figure, and the budget it is held against."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """A figure: what, how much, of which unit; `budget` in words and whether it holds, None where there is none."""

    what: str
    value: float
    unit: str
    budget: str = ""
    holds: bool | None = None


def at_most(what: str, value: float, unit: str, most: float) -> Row:
    """Return a figure that should not be above a budget.

    >>> at_most("look-up", 3.0, "ms", 10).holds
    True
    """
    return Row(what, value, unit, f"≤ {most:g}", value <= most)


def at_least(what: str, value: float, unit: str, least: float) -> Row:
    """Return a figure that should not be below a budget."""
    return Row(what, value, unit, f"≥ {least:g}", value >= least)


def tell(measure: Callable[[], Iterable[Row]]) -> None:
    """Measure, and write each figure as a line of JSON as soon as it is known."""
    for row in measure():
        sys.stdout.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
        sys.stdout.flush()


def written(value: float) -> str:
    """Return a figure with as many digits as it deserves.

    >>> written(93012.4), written(12.345), written(0.00321)
    ('93,012', '12.3', '0.00321')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def line_of(row: Row) -> str:
    """Return a figure as a line for a terminal."""
    holds = {True: "holds", False: "MISSED", None: ""}[row.holds]
    return f"  {row.what:62} {written(row.value):>10} {row.unit:8} {row.budget:10} {holds}\n"
