"""For any text: each word, digit and sign before a digit that was typed is shown in order, or the slip is named."""

import re

from hypothesis import event, given, settings
from hypothesis import strategies as st

from leiomyo_site.text.clinic import Clinic
from leiomyo_site.text.fidelity import TypedAndShown
from leiomyo_site.text.glossary import Glossary
from leiomyo_site.text.normalization import comparable, stored
from leiomyo_site.text.rendering import RenderContext, render

# What is told apart by itself: no word of the site's own has a digit in it. Signs are part of the word after them.
WORDS = st.sampled_from(["w1a", "w2b", "> 3c", "< 4d", "-5e", "±6f", "+7g"])
LINES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
# Whole, well-formed parts of a text.
PARTS = st.one_of(
    LINES.map("Say {}.".format),
    LINES.map("## Say {}".format),
    st.tuples(LINES, LINES).map(lambda two: f"Say **so {two[0]}** and *so {two[1]}*."),
    LINES.map("See [the part {}](/treatment/surgery/) or [us](mailto:a@example.org).".format),
    st.lists(LINES, min_size=1, max_size=3).map(lambda lines: "\n".join(f"- So {line}" for line in lines)),
    st.lists(LINES, min_size=1, max_size=3).map(
        lambda lines: "\n".join(f"{number}. So {line}" for number, line in enumerate(lines, 1))
    ),
    st.tuples(LINES, LINES).map(lambda two: f"| Who {two[0]} | When |\n|---|---|\n| {two[1]} | now |"),
    st.tuples(LINES, LINES).map(lambda two: f"/// more | Why {two[0]}\n\nSay {two[1]}.\n\n///"),
    LINES.map("/// do | What you can do\n- Ask {}.\n///".format),
    LINES.map("/// call | Call {{emergency}} if\n- So {}.\n///".format),
)
# A line between two parts, since a list after a list goes on with its numbers.
CLEAN_TEXTS = st.lists(PARTS, min_size=1, max_size=5).map("\n\nAnd so on.\n\n".join)
# One slip of a hand, put anywhere into a clean text.
SLIPS = st.sampled_from(
    ["*", "**", "_", "__", "`", "```", "[", "]", "](/x/)", "](no such)", "(", ")", "![", "<", ">", "<!--", "-->", "\n", "\n- ",
     "\n1. ", "\n2. ", "\n+ ", "\n> ", "\n# ", "\n##", "|", "\n|---|---|\n", "\t", "\n\t", "\n    ", "\\", "&", "&amp;", "&lt;",
     "\n/// more | Q\n", "\n/// call | C\n", "\n///\n", "\n////\n", "\n/// out-of | 8 of 10\n", "{", "}", "{clinc}", "[@a]",
     "\n[a]: ", "\n: ", "~~", "\u00ad", "\u200b", "\n=\n", "\n---\n", "<b>", "<br>", "\n- - ", "\n- > ", "*[w1a]: ", "[^1]",
     "https://", "\\\n", "  \n", "://x", "'", "\n\n", "/// ", "]: ", "{.note}", "{: .x}", "\n*[w1a]: x\n", "==", "--", "..."]
)  # fmt: skip


def issues_and_shown(source: str) -> tuple[list[str], str]:
    rendered = render(source, RenderContext(Glossary([])))
    text = TypedAndShown(source, rendered.blocks, lang="en", clinic=Clinic(), sources=())
    return [issue.rule for issue in text.issues()], "\n\n".join(block.text for block in rendered.blocks)


def marked_words(text: str) -> list[str]:
    """Return the words that can be told apart, with the sign before a number, read without any rule of Markdown."""
    return re.findall(
        r"\bw\d[ab]\b|(?:[<>] |[-±+])?\b\d[c-g]\b", re.sub(r"\n\s*\n|\s+", _as_one, text.replace("_", " "))
    )


def _as_one(blank: re.Match[str]) -> str:
    return " " if blank[0].count("\n") < 2 else " ¶ "


@given(CLEAN_TEXTS)
@settings(max_examples=400, deadline=None)
def test_a_clean_text_is_shown_as_typed_and_raises_no_alarm(source: str) -> None:
    issues, shown = issues_and_shown(source)
    assert issues == []
    assert marked_words(shown) == marked_words(source)


@given(CLEAN_TEXTS, SLIPS, st.integers(min_value=0, max_value=10_000))
@settings(max_examples=1_500, deadline=None)
def test_one_slip_in_a_clean_text_changes_no_word_unless_it_is_named(clean: str, slip: str, place: int) -> None:
    at = place % (len(clean) + 1)
    source = clean[:at] + slip + clean[at:]
    issues, shown = issues_and_shown(source)
    event("named" if issues else "shown as typed")
    assert issues or marked_words(shown) == marked_words(source)


@given(st.one_of(st.lists(st.one_of(SLIPS, WORDS), max_size=30).map("".join), st.text(max_size=80)))
@settings(max_examples=500, deadline=None)
def test_any_text_at_all_is_read_without_an_exception(source: str) -> None:
    issues, shown = issues_and_shown(source)
    assert issues or marked_words(shown) == marked_words(source)


@given(st.text(max_size=60))
@settings(max_examples=500, deadline=None)
def test_comparing_twice_changes_nothing_and_composing_does_not_matter(text: str) -> None:
    once = comparable(text.replace("&", ""))
    assert comparable(once) == once
    assert comparable(stored(text)) == comparable(text)
