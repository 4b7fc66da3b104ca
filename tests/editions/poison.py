"""Documents written straight into the tables as if some rule had been missed: what no form and no file lets through."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import DataError, IntegrityError, transaction

from leiomyo_site.editorial.hashing import content_hash
from leiomyo_site.editorial.models import Document, Publication
from leiomyo_site.glossary.models import Term
from leiomyo_site.pages.models import Page
from leiomyo_site.permalinks.permanent_codes import new_code

BODIES = (
    *("[" * 20_000, "1 % " * 5_000, "\n".join("    " * depth + "- x" for depth in range(300)), "> " * 900 + "x"),
    *("/// do | x\n" * 450, "/// call | x", "/// more | x\n/// call | y\n///\n///", "*a **b " * 900, "_*" * 900 + "a"),
    *("\x02klzzwxh:0001\x03 \x02amp\x03 \x02wzxhzdk:0\x03", "a\0b", "\ud800", "\ufffe\uffff", "", " ", "\u202e" * 99),
    *("[x](/nowhere/)", "[x](/surgery/#nowhere)", "[x](#nowhere)", "[x](term:none)", "[@none] [@hwang-1997]"),
    *("## a\n\n## a\n\n# main", "/// figure | none\n///", "/// out-of | 1/0\n    filled: a\n///", "![](/media/x)"),
    *("---\ntitle: [unclosed\n---\n", "{{ 7 * 7 }}{% include 'x' %}{emergency}{clinic}", "<script>alert(1)</script>"),
    *("&#0;&#xd800;&#x110000;&bogus;", "|a|\n|-|\n" + "|b|c|d|\n" * 400, "#" * 900, "x" * 300_000, "#let x = [ $ \\"),
)
WORDS = (
    "",
    "x" * 5_000,
    "<b>x</b>",
    "{{ x }}",
    "\u202eback\u2066",
    "\x00",
    "\udfff",
    "\x0b\x1b",
    "a\nb",
    "'\"&<>",
    "=1+1",
)
NO_WORDS: tuple[Any, ...] = (None, 7, [], {}, [1, None], {"a": 1}, True)
SLUGS = (
    "../admin",
    "..",
    "",
    "Growth Spurt?",
    "a b",
    "%00",
    "search",
    "h/HJ9BN",
    "glossary",
    "packet/x",
    "é",
    "x" * 119,
)
FAR = (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC), datetime(1900, 1, 1, tzinfo=UTC))
ROWS: dict[str, tuple[Any, ...]] = {
    "slug": SLUGS,
    "lang": ("xx", "", "es", "../x", "EN"),
    "kind": ("video", "", "Page"),
    "published_at": FAR,
    "review_months": (0, 32_767),
    "number": (2, 7, 2_147_483_647),
    "note": tuple(word for word in WORDS if word)[:8],
    "weight": ("", "none"),
    "moved_to": ("nowhere", "surgery"),
    "code": ("", "../x", "hj9bn", "A B", "é"),
    "frozen": (
        *([], {"terms": []}, {"terms": {"biopsy": 99, "none": 1}}, {"terms": {"biopsy": "x"}}, {"sources": [1]}),
        *({"sources": {"hwang-1997": {}}}, {"pictures": {"ward": {}}}, {"drawings": {"x": "<svg"}}, {"drawings": 1}),
        *(
            {
                "pictures": {
                    "ward": {"sha256": "0" * 64, "width": 0, "height": -1, "widths": [], "alt": "", "credit": ""}
                }
            },
        ),
    ),
}
PAGE_WORDS: dict[str, tuple[Any, ...]] = {
    "title": (*WORDS, *NO_WORDS),
    "summary": (*WORDS, *BODIES[:9], *NO_WORDS),
    "in_short": (*NO_WORDS, "text", ["x"] * 3_000, ["[" * 9_000], ["\0"]),
    "section": ("unknown", "", *NO_WORDS),
    "position": ("x", "-1", "9" * 40, "٣", *NO_WORDS),
    "sources": (*NO_WORDS, ["none"], ["hwang-1997"] * 99, "text"),
    "body": (*BODIES, *NO_WORDS),
    "call_first": ("hospice", "x", *NO_WORDS),
    "unknown": (*WORDS[:2], *NO_WORDS),
}
TERM_WORDS: dict[str, tuple[Any, ...]] = {
    "name": ("biopsy", "MRI", "(", "…", *WORDS, *NO_WORDS),
    "say": (*WORDS, *NO_WORDS),
    "other_names": (["biopsy"], ["("], [""], "text", *NO_WORDS),
    "spellings": (["biopsy", "mri"], ["x"] * 999, "text", *NO_WORDS),
    "match_case": ("maybe", *NO_WORDS),
    "see_also": (["none"], ["poison"], "text", *NO_WORDS),
    "body": (*BODIES, *NO_WORDS),
}
MISSING = object()


@dataclass(frozen=True)
class Poison:
    """What is wrong with one document: some of its words, or of the row that publishes it."""

    is_page: bool
    words: Mapping[str, Any] = field(default_factory=dict)
    row: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        wrong = {**self.words, **self.row}
        return f"{'page' if self.is_page else 'term'} { ({key: repr(value)[:60] for key, value in wrong.items()}) }"


def poisons(dice: random.Random, count: int) -> Iterator[Poison]:
    """Yield so many poisons: every key and every column in turn, every tenth with more than one wrong."""
    every = [
        *(Poison(True, {key: value}) for key, values in PAGE_WORDS.items() for value in (MISSING, *values)),
        *(Poison(False, {key: value}) for key, values in TERM_WORDS.items() for value in (MISSING, *values)),
        *(Poison(is_page, row={key: value}) for is_page in (True, False) for key in ROWS for value in ROWS[key]),
    ]
    dice.shuffle(every)
    for number in range(count):
        one, other = every[number % len(every)], dice.choice(every)
        is_both = number % 10 == 0 and one.is_page == other.is_page
        yield Poison(one.is_page, {**one.words, **other.words}, {**one.row, **other.row}) if is_both else one


def publish_poison(poison: Poison, number: int, dice: random.Random) -> str:
    """Publish a poisoned document past all rules; return its code, or nothing if the database itself refuses it."""
    code = new_code(set(Document.objects.values_list("code", flat=True)), choose=dice.choice)
    slug = f"poison-{number}"
    words = _words(poison, slug)
    row = {
        "slug": slug,
        "lang": "en",
        "number": 1,
        "note": "First published.",
        "frozen": {},
        "code": code,
        **poison.row,
    }
    try:
        with transaction.atomic():
            model: type[Document] = Page if poison.is_page else Term
            draft = model(code=code, kind=model.KIND, slug=slug)
            kept = {**_words(Poison(poison.is_page), slug), "body": words.get("body")}
            if not isinstance(kept["body"], str):
                kept["body"] = "x"
            draft.set_content(kept, kept["body"])
            draft.draft_hash, draft.version = content_hash(draft.to_content()), 1
            draft.save()
            draft.revisions.create(version=1, content=draft.to_content(), hash=draft.draft_hash, at=FAR[2])
            origin = Publication.Origin.STARTING
            facts = {"kind": model.KIND, "content": words, "hash": content_hash(words), "origin": origin, **row}
            facts.setdefault("published_at", datetime(2026, 12, 1, tzinfo=UTC))
            if facts["number"] != 1:
                facts |= {"origin": Publication.Origin.REVIEWED, **_approved(draft)}
            Publication.objects.create(document_id=draft.pk, **facts)
    except (DataError, IntegrityError, UnicodeEncodeError, ValueError):
        return ""
    return str(row["code"])


def _approved(draft: Document) -> dict[str, Any]:
    earlier = Publication.objects.filter(approval__isnull=False).first()
    assert earlier, "publish a reviewed document first"
    return {"approval": earlier.approval, "approved_by": earlier.approved_by}


def _words(poison: Poison, slug: str) -> dict[str, Any]:
    page = {"title": slug, "summary": "x", "in_short": ["x"], "section": "treatment", "position": "5", "sources": []}
    term = {"name": slug, "say": "", "other_names": [], "spellings": [], "match_case": "no", "see_also": []}
    found = {"slug": slug, **(page if poison.is_page else term), "body": "Words.\n", **poison.words}
    return {key: value for key, value in found.items() if value is not MISSING}
