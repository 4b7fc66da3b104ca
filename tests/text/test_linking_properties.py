"""What holds for every text: linking adds links and changes nothing else."""

import re
import time
from html import unescape
from itertools import pairwise
from xml.etree import ElementTree as etree

from hypothesis import given, settings
from hypothesis import strategies as st

from leiomyo_site.text.glossary import Glossary, TermText
from leiomyo_site.text.rendering import RenderContext, render
from leiomyo_site.text.term_links import link_terms

NAMES = ("biopsy", "core needle biopsy", "neo-adjuvant", "heart", "heart rate", "CT", "cancer", "surgery", "x-ray", "s")
GLOSSARY = Glossary(
    [TermText(re.sub(r"\W", "-", name.lower()), name, "", "", f"/glossary/{i}/", match_case=name.isupper())
     for i, name in enumerate(NAMES)]
)  # fmt: skip
PIECES = st.sampled_from(
    [*NAMES, "biopsies", "Heart", "ct", " ", "-", "\u2011", "\u00a0", ", ", ". ", "\n\n", "## ", "- ", "**", "*", "`",
     "[", "](/x/)", "](-)", "](term:heart)", "&", "<b>", "x", "’s", "/// more | Why\n", "\n///\n", "İ", "ß", "\\"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def without_term_links(html: str) -> str:
    return re.sub(r'<a class="term" href="[^"]*">(.*?)</a>', r"\1", html, flags=re.DOTALL)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_text_outside_links_never_changes(source: str) -> None:
    bare = render(source, RenderContext(Glossary([])))
    linked = render(source, RenderContext(GLOSSARY))
    assert words(linked.html) == words(bare.html)
    assert without_term_links(linked.html) == bare.html


def words(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def places(text: str) -> list[tuple[int, int, str]]:
    return [(mention.start, mention.end, mention.slug) for mention in GLOSSARY.mentions(text)]


@given(TEXTS, TEXTS)
@settings(max_examples=1_000, deadline=None)
def test_a_word_is_found_where_it_stands_whatever_else_the_text_holds(first: str, second: str) -> None:
    begin = len(first) + 3
    found = places(f"{first} | {second}")
    assert found == places(first) + [(start + begin, end + begin, slug) for start, end, slug in places(second)]
    # A text with a capital sigma is looked through word by word, others by a quicker way.
    assert found == places(f"{first} | {second} | Σ")
    assert all(end <= start for (_, end, _), (start, _, _) in pairwise(found))


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_links_are_never_nested(source: str) -> None:
    depth = 0
    for tag in re.findall(r"</?a\b", render(source, RenderContext(GLOSSARY)).html):
        depth += 1 if tag == "<a" else -1
        assert depth in (0, 1)


@given(st.lists(st.sampled_from(["p", "h2", "em", "a", "li", "code"]), min_size=1, max_size=12), st.data())
@settings(max_examples=300, deadline=None)
def test_linking_twice_changes_nothing(tags: list[str], data: st.DataObject) -> None:
    root = etree.Element("div")
    sentence = st.lists(st.sampled_from([*NAMES, "and", "Heart"]), max_size=6).map(" ".join)
    for tag in tags:
        element = etree.SubElement(root, tag)
        element.text, element.tail = data.draw(sentence), data.draw(sentence)
    link_terms(root, GLOSSARY)
    once = etree.tostring(root)
    link_terms(root, GLOSSARY)
    assert etree.tostring(root) == once


def seconds(text: str, glossary: Glossary) -> float:
    best = 9.0
    for _ in range(3):
        start = time.perf_counter()
        sum(1 for _ in glossary.mentions(text))
        best = min(best, time.perf_counter() - start)
    return best


def test_finding_terms_is_never_quadratic_in_the_text() -> None:
    # Every word begins a long name that almost fits: the worst a text can do.
    glossary = Glossary([TermText("long", " ".join(["heart"] * 8) + " end", "", "", "/")])
    short, long = seconds("heart " * 2_000, glossary), seconds("heart " * 16_000, glossary)
    assert long < 8 * short * 3


def test_ten_thousand_terms_cost_no_more_than_four_times_a_hundred() -> None:
    few = Glossary(TermText(f"t{i}", f"word{i} growth", "", "", "/") for i in range(100))
    many = Glossary(TermText(f"t{i}", f"word{i} growth", "", "", "/") for i in range(10_000))
    text = " ".join(f"plain word{i} growth here" if i % 9 == 0 else "some other words" for i in range(300))
    assert seconds(text, many) <= 4 * seconds(text, few)


def test_many_inline_elements_in_one_paragraph_stay_fast() -> None:
    around = RenderContext(GLOSSARY)
    start = time.perf_counter()
    render("*a* biopsy " * 50, around)
    small = time.perf_counter() - start
    start = time.perf_counter()
    render("*a* biopsy " * 200, around)
    assert time.perf_counter() - start < 4 * small * 4
