"""What an editor should mend before families read a text: hard words, long sentences, bare figures, false hopes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from leiomyo_site.text.glossary import Glossary
from leiomyo_site.text.normalization import comparable, without_invisible
from leiomyo_site.text.plain_text import TextBlock
from leiomyo_site.text.readability import Sentence, grade_level, sentences, syllables, words

# The rules that stop publishing: what would mislead families, or show them something broken.
BLOCKING = frozenset(
    [
        *"uncited group when survival cite box html link drawing picture missing source typed hidden comment".split(),
        *"list sign heading table emphasis brace bracket entity code note person invisible".split(),
        "see also",
        "danger sign",
        "unshown",
    ]
)
PAGE_GRADE = 6.0
DEFINITION_GRADE = 7.0
LONGEST_SENTENCE_WORDS = 28
LONG_SENTENCE_WORDS = 20
LONG_SENTENCES_SHARE = 0.05

# A figure about people: a percentage, so many of so many, or a count of people.
PEOPLE = r"(?:people|persons|children|kids|teens|adults|patients|families|survivors|cases|girls|boys|young people)"
# A number begins here, and is looked at once: from each of its digits on would take the square of its length.
WHOLE = r"(?<!\w)(?<!\d[,.])"
FIGURE = re.compile(
    rf"\d\s?%|\bpercent\b|\b(?:{WHOLE}\d[\d,]*+|one|two|three|four|five|six|seven|eight|nine) (?:in|of|out of) "
    rf"(?:every |the )?(?:\d[\d,]*|ten)\b|\babout half\b|{WHOLE}\d[\d,]*+ (?:\w+ )?{PEOPLE}\b",
    re.IGNORECASE,
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
SURVIVAL = re.compile(r"\b(?:alive|surviv\w*|died|death|deaths|lived|came back|return\w*|recur\w*)\b", re.IGNORECASE)
# The same said in words counts as a figure in a sentence about survival.
NUMBER_WORDS = "|".join(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    """.split()
)
NUMBER = rf"(?:{WHOLE}\d[\d,.]*+|(?:{NUMBER_WORDS})(?:-\w+)?)"
ONE_PERSON_OR_MORE = rf"(?:{PEOPLE}|child|girl|boy|person|patient|them|those|us)"
FIGURE_IN_WORDS = re.compile(
    rf"\b{NUMBER} (?:\w+ ){{0,3}}?(?:in|of|out of|from)(?: every| each| the| all)? {NUMBER}\b"
    rf"|\b(?:half|thirds?|quarters?|fourths?|fifths?|tenths?)(?: of)? (?:\w+ ){{0,2}}{ONE_PERSON_OR_MORE}\b"
    rf"|\bhalf (?:had )?(?:died|lived|survived|were)\b|\bper ?cent\b|\bfifty[- ]fifty\b"
    rf"|\b{NUMBER} (?:\w+ )?{ONE_PERSON_OR_MORE}\b|\b(?:none|nobody|all|every one) of (?:the|them)\b",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
SURVIVED = re.compile(
    rf"{SURVIVAL.pattern}|\b(?:dies?|dying|dead|mortality|live on|lost their li\w+|passed away)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class PhraseRule:
    """A phrase that misleads or hurts, what to say instead, and the one kind of box where it may stand."""

    phrase: re.Pattern[str]
    instead: str
    allowed_in: str = ""


@dataclass(frozen=True)
class StyleGuide:
    """A language's lists: long words in plain use, and phrases to avoid."""

    plain_words: frozenset[str] = frozenset()
    phrase_rules: tuple[PhraseRule, ...] = ()


@dataclass(frozen=True)
class Issue:
    """One thing to look at: the rule's name, a sentence for the editor, and the words it is about.

    `line` is that of the text itself, from 1; 0 where only the words say where it is.
    """

    rule: str
    message: str
    quote: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message

    @property
    def is_blocking(self) -> bool:
        """Does this stop publishing? The rest may stay for a reason."""
        return self.rule in BLOCKING


@dataclass(frozen=True)
class Readability:
    """How hard a text is: US school grade with defined terms left out, and its sentences, longest first."""

    grade: float
    longest: tuple[Sentence, ...]
    share_long: float

    @property
    def shown_grade(self) -> int:
        """Return the grade as pages and administration say it: a whole number, at least 1."""
        return max(1, round(self.grade))


def measure(blocks: Iterable[TextBlock], glossary: Glossary) -> Readability:
    """Return how hard the running text of some blocks is.

    Raises:
        ValueError: there is no sentence to measure.
    """
    running = [block.text for block in blocks if block.is_running_text]
    found = sorted(sentences(running), key=lambda sentence: -sentence.words)
    plain = [word for text in running for word in words(without_terms(text, glossary))]
    grade = grade_level(words=len(plain), sentences=len(found), syllables=sum(map(syllables, plain)))
    long = sum(sentence.words > LONG_SENTENCE_WORDS for sentence in found)
    return Readability(grade, tuple(found), long / len(found))


def without_terms(text: str, glossary: Glossary) -> str:
    """Return the text with the words that the glossary explains left out."""
    kept, end = [], 0
    for mention in glossary.mentions(text):
        kept.append(text[end : mention.start])
        end = mention.end
    return " ".join([*kept, text[end:]])


def readability_issues(reading: Readability, *, most: float) -> Iterator[Issue]:
    """Yield what makes a text harder than `most`, a US school grade, or a sentence too long for a tired reader."""
    if reading.grade > most:
        yield Issue("grade", f"reading grade {reading.grade:.1f} is over {most:.1f}: use shorter words and sentences")
    for sentence in reading.longest:
        if sentence.words > LONGEST_SENTENCE_WORDS:
            yield Issue("sentence", f"a sentence of {sentence.words} words: make two of it", sentence.text)
    if reading.share_long > LONG_SENTENCES_SHARE:
        over = next(s for s in reversed(reading.longest) if s.words > LONG_SENTENCE_WORDS)
        yield Issue(
            "sentences", f"{reading.share_long:.0%} of sentences have more than {LONG_SENTENCE_WORDS} words", over.text
        )


def hardest_sentences(reading: Readability, glossary: Glossary, most: int = 5) -> list[tuple[Sentence, float]]:
    """Return the sentences with the highest grade, each with it; medical words that are explained are left out."""
    graded = []
    for sentence in reading.longest:
        plain = words(without_terms(sentence.text, glossary))
        if plain:
            count = sum(map(syllables, plain))
            graded.append((sentence, grade_level(words=len(plain), sentences=1, syllables=count)))
    return sorted(graded, key=lambda pair: -pair[1])[:most]


def hard_words(blocks: Iterable[TextBlock], glossary: Glossary, style_guide: StyleGuide) -> list[str]:
    """Return words of three or more syllables that are neither in plain use nor explained, in order of first use."""
    found: dict[str, None] = {}
    for block in blocks:
        for word in words(without_terms(block.text, glossary)):
            lower = re.sub(r"[’']s?$", "", word.lower())
            if syllables(lower or word) >= 3 and not _is_plain(lower, style_guide.plain_words):
                found[lower] = None
    return list(found)


def _is_plain(word: str, plain: frozenset[str]) -> bool:
    stems = (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ed"), word.removesuffix("d"))
    more = (word.removesuffix("ing"), word.removesuffix("ing") + "e", word.removesuffix("ly"))
    return word.isdigit() or any(stem in plain for stem in stems + more) or word.replace("ies", "y") in plain


def statistic_issues(blocks: Sequence[TextBlock], studied: Sequence[bool]) -> Iterator[Issue]:
    """Yield figures about people that lack a source or a year, and survival figures outside their closed box.

    `studied` says for each source of the page whether the catalogue knows who was studied.
    """
    for block in blocks:
        text = comparable(block.text)
        if "ask" in block.boxes or not (FIGURE.search(text) or _survival_in_words(text)):
            continue
        quote = _sentence_with_figure(block.text)
        group = [other for other in blocks if other.section == block.section and other.boxes == block.boxes]
        cites = block.cites or (tuple(n for other in group for n in other.cites) if "out-of" in block.boxes else ())
        told = " ".join(other.text for other in group) if "out-of" in block.boxes else block.text
        if not cites:
            yield Issue("uncited", "a figure without a source: add one such as [@hwang-1997]", quote)
        elif not any(studied[number - 1] for number in cites):
            yield Issue("group", "the source of this figure does not say who was studied: cite the study", quote)
        elif not YEAR.search(told):
            yield Issue("when", "a figure without its years: say when people were studied", quote)
        if (SURVIVAL.search(text) or _survival_in_words(text)) and "numbers" not in block.boxes:
            yield Issue("survival", "a survival figure outside the closed box: move it into /// numbers", quote)


def _sentence_with_figure(text: str) -> str:
    """Return the first sentence of a block that holds a figure; the whole block if only all of it together does."""
    for sentence in SENTENCE_END.split(text):
        if FIGURE.search(plain := comparable(sentence)) or _survival_in_words(plain):
            return sentence
    return text


def _survival_in_words(text: str) -> bool:
    """Does a sentence say in words how many lived or died?"""
    return any(SURVIVED.search(sentence) and FIGURE_IN_WORDS.search(sentence) for sentence in SENTENCE_END.split(text))


def phrase_issues(blocks: Iterable[TextBlock], style_guide: StyleGuide) -> Iterator[Issue]:
    """Yield phrases that mislead or hurt, with what to say instead."""
    for block in blocks:
        for rule in style_guide.phrase_rules:
            if rule.allowed_in not in block.boxes:
                for found in rule.phrase.finditer(without_invisible(block.text)):
                    yield Issue("avoid", f"“{found.group()}”: {rule.instead}", block.text)
