"""Requests that nobody should send, and ones that somebody might, mixed by dice; each carries a mark to look for."""

import random
import re
import string
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, quote_plus

from leiomyo_site.infobutton.code_table import Tier
from tests.infobutton.asking_us import TABLE

NAMES = [
    *(f"mainSearchCriteria.{axis}.{field}{number}" for axis in "vvvc" for field in ("c", "cs", "dn", "ot") for number in ("", "", "1", "2", "99", "0", "x")),
    "taskContext.c.c", "subTopic.v.c", "subTopic.v.cs", "subTopic.v.c1", "informationRecipient", "informationRecipient.languageCode.c",
    "informationRecipient.languageCode.c1", "knowledgeResponseType", "knowledgeResponseType", "callback", "knowledgeRequestNotification.id.root",
    "performer", "age.v.v", "patientPerson.administrativeGenderCode.c", "holder.assignedEntity.n", "zzz", "", "mainSearchCriteria.v", "__proto__",
]  # fmt: skip
SYSTEMS = ["2.16.840.1.113883.6.90", "2.16.840.1.113883.6.96", "2.16.840.1.113883.6.103", "urn:oid:2.16.840.1.113883.6.88", "http://loinc.org", "2.16.840.1.113883.6.3", "1.2.3", "x", ""]  # fmt: skip
VALUES = [
    "C49.22", "443719001", "D25.9", "Z51.11", "C55", "C78.01", "8890/3", "3639", "Leiomyosarcoma", "leiomyoma", "doxorubicin", "MLREV", "DISCHINSTE",
    "Q000628", "2.16.840.1.113883.6.177", "PAT", "PROV", "en", "es", "text/xml", "application/json", "application/javascript", "text/html", "show",
    "67234cef-f312-49d3-bf62-eaa362db5bd0", "<script>alert(1)</script>", "' OR 1=1 --", "{{7*7}}", "${jndi:ldap://x}", "../../etc/passwd", "\x00\x0b",
    "\u2028", "𝒳", "\ufffe", "%s%n", "\r\nSet-Cookie: a=b", "]]>", "&amp;", "\u202e", "e\u0301" * 20, "0" * 300, "é", "C49.22\n",
]  # fmt: skip
FITTING = {
    "knowledgeResponseType": ["text/xml", "application/json", "application/javascript", "text/html"],
    "callback": ["show", "jQuery_1.done"],
    "mainSearchCriteria.v.dn": ["Leiomyosarcoma", "Leiomyoma"],
    "mainSearchCriteria.v.ot1": ["Leiomyosarcoma", "doxorubicin"],
    "informationRecipient.languageCode.c": ["en", "es"],
    "taskContext.c.c": ["MLREV", "NOSUCH"],
}


@dataclass(frozen=True)
class Noise:
    """One request: its query as bytes, and the mark in it."""

    query: bytes
    mark: str

    @property
    def values(self) -> dict[str, str]:
        """Return what a reader of forms finds in it, by names in small letters."""
        found = parse_qsl(self.query.decode("utf-8", "replace"))
        return {name.strip().lower(): value.strip() for name, value in found if value.strip()}

    @property
    def called(self) -> str:
        """Return how an answer calls its function: the one thing of the sender's that it may carry."""
        name = self.values.get("callback", "").lower()
        return f"{name}({{" if name else "\x00"

    @property
    def must_be_silent(self) -> bool:
        """Is a code that must not be answered asked for, and none that is answered whatever stands beside it?"""
        values = self.values
        codes = {
            value.upper()
            for name, value in values.items()
            if re.fullmatch(r"mainsearchcriteria\.v\.c(0|[1-9]\d?)?", name)
        }
        old = {
            value.upper()
            for name, value in values.items()
            if re.fullmatch(r"mainsearchcriteria\.c\.c(0|[1-9]\d?)?", name)
        }
        tiers = {row.tier for row in TABLE.rows.values() if row.code in codes | old}
        never = {row.code for row in TABLE.rows.values() if row.tier is Tier.NEVER}
        return bool(never & codes) and not tiers & {Tier.EXACT, Tier.POSSIBLE}


def make(dice: random.Random) -> Noise:
    mark = "".join(dice.choices(string.ascii_lowercase, k=10))
    pairs = []
    if dice.random() < 0.8:
        row = dice.choice(list(TABLE.rows.values()))
        pairs += [("mainSearchCriteria.v.c", row.code), ("mainSearchCriteria.v.cs", row.system.oid)]
    if dice.random() < 0.6:
        fitting = [(name, dice.choice(values)) for name, values in FITTING.items()]
        pairs += dice.sample(fitting, k=dice.randint(1, len(fitting)))
    for _ in range(dice.choice((0, 0, 1, 2, 3, 5, 30))):
        pairs.append((dice.choice(NAMES), _value(dice, mark)))
    pairs.append((dice.choice(NAMES), mark))
    if dice.random() < 0.8:
        pairs = list({name.lower(): (name, value) for name, value in reversed(pairs)}.values())
    dice.shuffle(pairs)
    return Noise(_encode(pairs, dice), mark)


def _value(dice: random.Random, mark: str) -> str:
    chosen = dice.choice(SYSTEMS if dice.random() < 0.3 else VALUES)
    chance = dice.random()
    if chance < 0.2:
        place = dice.randint(0, len(chosen))
        return chosen[:place] + mark + chosen[place:]
    if chance < 0.25:
        return "".join(
            chr(dice.choice((dice.randint(0, 255), dice.randint(0, 0xD7FF), dice.randint(0xE000, 0x10FFFF))))
            for _ in range(dice.randint(1, 60))
        )
    return chosen * 600 if chance < 0.252 else chosen


def _encode(pairs: list[tuple[str, str]], dice: random.Random) -> bytes:
    how = dice.random()
    sign = dice.choice((b"&", b"&", b"&&", b"&;"))
    if how < 0.75:
        change = dice.choice((quote, quote_plus))
        parts = [f"{change(name)}={change(value)}".encode() for name, value in pairs]
    elif how < 0.9:
        parts = [f"{name}={value}".encode("utf-8", "replace") for name, value in pairs]
    else:
        parts = [f"{name}={value}%zz%ff%".encode("latin-1", "replace") for name, value in pairs]
    return sign.join(parts)
