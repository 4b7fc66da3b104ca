"""What packets are made of, as files of an edition, pictures too: no database is asked for one."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from leiomyo_site.handouts.handout import CardFragment, Publisher, TypstParts
from leiomyo_site.handouts.packet_request import SelectablePage

INDEX, PAGES, FRAME = "index.json", "pages.jsonl", "frame.html"
# The place of what is asked for, in the page that the edition made.
PLACEHOLDER = "<!--packet-->"


@dataclass(frozen=True)
class PacketPage:
    """A page that can be chosen; `status` says who checked it."""

    code: str
    title: str
    status: str
    has_numbers: bool


@dataclass(frozen=True)
class PacketTopic:
    """A part of the menu of a language, with its pages."""

    lang: str
    language: str
    name: str
    pages: tuple[PacketPage, ...]


@dataclass(frozen=True)
class PacketData:
    """All that packets are made of, but for the pages themselves; `cards` is the card on when to call, by language."""

    publisher: Publisher
    topics: tuple[PacketTopic, ...]
    withdrawn: tuple[SelectablePage, ...]
    cards: Mapping[str, CardFragment]

    def selectable_pages(self) -> dict[str, SelectablePage]:
        """Return every page that can be chosen, or could be once, by its code."""
        here = (entry for topic in self.topics for entry in topic.pages)
        return {
            one.code: one for one in (*self.withdrawn, *(SelectablePage(entry.code, entry.title) for entry in here))
        }

    def available_pages(self) -> dict[str, PacketPage]:
        """Return every page that can be chosen by its code."""
        return {entry.code: entry for topic in self.topics for entry in topic.pages}


def write_packet_data(folder: Path, packet_data: PacketData, pages: Iterable[TypstParts], *, frame: str) -> None:
    """Write what packets are made of into a new folder; `frame` is the page around what is asked for."""
    folder.mkdir(parents=True)
    (folder / FRAME).write_text(frame, encoding="utf-8")
    places = {}
    with (folder / PAGES).open("wb") as file:
        for page in pages:
            row = json.dumps(vars(page), ensure_ascii=False).encode()
            places[page.code] = (file.tell(), len(row))
            file.write(row + b"\n")
    index = json.dumps({**asdict(packet_data), "places": places}, ensure_ascii=False)
    (folder / INDEX).write_text(index, encoding="utf-8")


@lru_cache(maxsize=2)
def read_packet_data(folder: Path) -> PacketData:
    """Return what `write_packet_data` wrote; a new edition has a folder of another name.

    Raises:
        FileNotFoundError: there is no edition yet.
    """
    found = _index(folder)
    topics = tuple(
        PacketTopic(row["lang"], row["language"], row["name"], tuple(PacketPage(**page) for page in row["pages"]))
        for row in found["topics"]
    )
    gone = tuple(SelectablePage(**row) for row in found["withdrawn"])
    return PacketData(
        Publisher(**found["publisher"]), topics, gone, {k: CardFragment(**v) for k, v in found["cards"].items()}
    )


@lru_cache(maxsize=2)
def _index(folder: Path) -> Any:
    return json.loads((folder / INDEX).read_text(encoding="utf-8"))


def read_page(folder: Path, code: str) -> TypstParts:
    """Return one page of a packet."""
    at, length = _index(folder)["places"][code]
    with (folder / PAGES).open("rb") as file:
        file.seek(at)
        return TypstParts(**json.loads(file.read(length)))


def read_layout(folder: Path) -> str:
    """Return the page around what is asked for."""
    return (folder / FRAME).read_text(encoding="utf-8")
