"""From what families can read to a folder that answers searches, and to one small file that a browser can search.

Same entries, same meaning. The folder is a build product: it is never mended, only made again.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tantivy

from leiomyo_site.search.normalize import normalized_words
from leiomyo_site.search.query_parser import ENDINGS
from leiomyo_site.search.stemming import Stemmer
from leiomyo_site.search.synonyms import SearchLanguage, read_language
from leiomyo_site.site.input_key import SharedInput, input_key

# Changes whenever folders made before could not be read.
FORMAT = f"2/{version('tantivy')}"
LAYOUT_FILE = "frame.html"
WORDS_FILE = "words.json"
REAL_WORDS_FILE = "real-words.txt"
TANTIVY_DIR = "tantivy"
WRITER_BYTES = 30_000_000
# A word in a title or a name says more about what people look for than one in running text.
STRONG = 5
LONGEST_WORD = 40
MAX_SHARED = 25
# Gives what a key stands for, made if it is not known from before.
CacheLookup = Callable[[str, Callable[[], Any]], Any]
# The stems of name, surroundings and text of an entry, and its folded words, each as often as it counts.
IndexedFields = tuple[str, str, str, str]


def no_cache(key: str, make: Callable[[], Any]) -> Any:
    """Remember nothing."""
    return make()


@dataclass(frozen=True)
class SearchDocument(SharedInput):
    """One thing to be found: a page, a section of a page, or a term.

    `page` is the address of the page that it belongs to, `place` the part of the menu. `text` is in blocks, without
    anything that families open by themselves. `weight` below 1 ranks it lower.
    """

    kind: str
    href: str
    page: str
    title: str
    text: tuple[str, ...]
    heading: str = ""
    above: str = ""
    place: str = ""
    say: str = ""
    spellings: tuple[str, ...] = ()
    weight: float = 1.0
    code: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return what the entry itself is called: a section by its heading, a term by all its spellings."""
        return (self.heading,) if self.heading else (self.title, *self.spellings)

    @property
    def around(self) -> tuple[str, ...]:
        """Return what stands above a section: the page’s title and the heading over its own."""
        return tuple(filter(None, (self.title, self.above))) if self.heading else ()

    @cached_property
    def fields(self) -> dict[str, Any]:
        """Return all of it as plain values."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def write_index(
    entries: Sequence[SearchDocument],
    folder: Path,
    *,
    lang: str,
    language: Path,
    layout: str,
    cached: CacheLookup = no_cache,
) -> None:
    """Fill a folder, which must not exist, with all that answering needs; `layout` is the page around the results.

    Raises:
        SynonymsError: the file of the language cannot be used.
    """
    known = read_language(language)
    (folder / TANTIVY_DIR).mkdir(parents=True)
    prepared = _prepare(entries, Stemmer(lang), cached)
    _write_tantivy(zip(entries, prepared, strict=True), folder / TANTIVY_DIR)
    words = {
        "lang": lang,
        "words": _words(entries, prepared, known, cached),
        "codes": {entry.code: entry.href for entry in entries if entry.code},
        "headings": [[entry.kind, entry.href, entry.title, entry.heading, entry.spellings] for entry in entries],
        **known.to_json(),
    }
    (folder / WORDS_FILE).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    (folder / LAYOUT_FILE).write_text(layout, encoding="utf-8")
    (folder / REAL_WORDS_FILE).write_text(real_words_text(language), encoding="utf-8")


def real_words_text(language: Path) -> str:
    """Return the real words of every language, one a line, which are never corrected: families type their own."""
    lists = (path.read_text(encoding="utf-8").split() for path in language.parent.glob("*.words.txt"))
    return "".join(f"{word}\n" for word in sorted({word for words in lists for word in words}))


def front_coded(words: str) -> str:
    """Return sorted words, each as the count of letters it shares with the one before, a capital, and the rest of it.

    >>> front_coded("cure\\ncurse\\ndrip\\n")
    'AcureDseAdrip\\n'
    """
    coded, before = [], ""
    for word in words.split():
        shared = next((at for at in range(MAX_SHARED) if word[at : at + 1] != before[at : at + 1]), MAX_SHARED)
        coded.append(chr(ord("A") + shared) + word[shared:])
        before = word
    return "".join(coded) + "\n"  # a language of which nobody listed any has a line too


def is_whole(folder: Path) -> bool:
    """Can this folder be read as an index?"""
    try:
        words = json.loads((folder / WORDS_FILE).read_text(encoding="utf-8"))
        searcher = tantivy.Index.open(str(folder / TANTIVY_DIR)).searcher()
        frame = (folder / LAYOUT_FILE).read_text(encoding="utf-8")
        return bool(words["lang"] and searcher.num_docs and frame)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def static_index(
    entries: Sequence[SearchDocument], *, lang: str, language: Path, cached: CacheLookup = no_cache
) -> str:
    """Return the whole index as JSON for the script, which has no stemmer: words of one stem stand together.

    Raises:
        SynonymsError: the file of the language cannot be used.
    """
    known = read_language(language)
    stemmer = Stemmer(lang)
    groups: dict[str, list[str]] = {}
    for word in _words(entries, _prepare(entries, stemmer, cached), known, cached):
        groups.setdefault(stemmer.stem(word), []).append(word)
    content = {
        "groups": [" ".join(group) for group in groups.values()],
        "little": " ".join(sorted(known.little)),
        "same": [[[" ".join(p) for p in row.say], [" ".join(p) for p in row.means]] for row in known.same],
        **{name: known.to_json()[name] for name in ("crisis", "gentle", "other_illness", "rules")},
        "endings": ENDINGS,
        "entries": [_static_entry(entry) for entry in entries],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _static_entry(entry: SearchDocument) -> list[object]:
    """Return an entry as a list, in the order that static/search.js takes apart."""
    return [
        entry.kind[0], entry.href, entry.page, entry.title, entry.heading, entry.above, entry.place, entry.say,
        "|".join(entry.spellings), entry.weight, "\n".join(entry.text), entry.code,
    ]  # fmt: skip


def schema() -> tantivy.Schema:
    """Return the fields: `name`, `around` and `body` are searched; `entry` holds the entry itself."""
    builder = tantivy.SchemaBuilder()
    for name in ("kind", "href"):
        builder.add_text_field(name, stored=False, tokenizer_name="raw", index_option="basic")
    for name in ("name", "around", "body"):
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_bytes_field("entry", stored=True)
    return builder.build()


def _prepare(entries: Iterable[SearchDocument], stemmer: Stemmer, cached: CacheLookup) -> list[IndexedFields]:
    return [
        cached(f"prepared {stemmer.lang} {entry.input_key}", partial(_prepared, entry, stemmer)) for entry in entries
    ]


def _prepared(entry: SearchDocument, stemmer: Stemmer) -> IndexedFields:
    name, around, text = (" ".join(part) for part in (entry.names, entry.around, entry.text))
    words = " ".join((*normalized_words(text), *normalized_words(f"{name} {around}") * STRONG))
    return stemmer.stemmed(name), stemmer.stemmed(around), stemmer.stemmed(text), words


def _write_tantivy(entries: Iterable[tuple[SearchDocument, IndexedFields]], folder: Path) -> None:
    index = tantivy.Index(schema(), path=str(folder))
    writer = index.writer(heap_size=WRITER_BYTES, num_threads=1)
    for entry, (name, around, text, _) in entries:
        writer.add_document(
            tantivy.Document(
                kind=["term" if entry.kind == "term" else "page"],
                href=[entry.href],
                name=[name],
                around=[around],
                body=[text],
                entry=[json.dumps(entry.fields, ensure_ascii=False).encode()],
            )
        )
    writer.commit()
    writer.wait_merging_threads()


def _words(
    entries: Iterable[SearchDocument], prepared: Iterable[IndexedFields], known: SearchLanguage, cached: CacheLookup
) -> dict[str, int]:
    """Return every word there is to be found, folded, and how much it says; so misspellings have something to go by."""
    return cached(f"words {input_key([*entries], known.to_json())}", lambda: _count(prepared, known))


def _count(prepared: Iterable[IndexedFields], known: SearchLanguage) -> dict[str, int]:
    count: Counter[str] = Counter()
    for _, _, _, words in prepared:
        count.update(words.split())
    for row in known.same:
        for phrase in (*row.say, *row.means):
            count.update(phrase)
    return {word: count[word] for word in sorted(count) if len(word) <= LONGEST_WORD}
