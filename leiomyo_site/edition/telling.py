"""What editors are told of the edition that families read."""

from dataclasses import dataclass

from . import shelf
from .places import edition_folder


@dataclass(frozen=True)
class Told:
    """One sentence about the edition, and what is wrong with the last one that was tried."""

    sentence: str
    faults: tuple[str, ...] = ()


def edition_told() -> Told:
    """Return what to tell editors now."""
    status, number = shelf.read_status(edition_folder()), shelf.current(edition_folder())
    reading = f"Families read edition {number}." if number else "No edition has been made yet."
    if status.get("state") == "baking":
        return Told(f"{reading} A new one is being made; it takes a few seconds.")
    if status.get("state") == "refused":
        return Told(
            f"{reading} The newest publications are not in it yet, since a page failed:", tuple(status["faults"])
        )
    return Told(reading)
