"""The boxes of our Markdown, by their exact HTML."""

import pytest

from leiomyo_site.text.clinic import Clinic, Phone
from leiomyo_site.text.glossary import Glossary
from leiomyo_site.text.rendering import Heading, RenderContext, render

CLINIC = Clinic("Ward 3", "112", (Phone("Day", "+1 555-010-0123"), Phone("Night", "")))
AROUND = RenderContext(Glossary([]), drawings={"wide-margin": "<svg></svg>"}, sources=("hwang-1997",), clinic=CLINIC)
TICK = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 13l5.5 5.5L20 7"/></svg>'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("/// know | Good to know\nA fact.\n///", '<section class="know">\n<h3 id="good-to-know">Good to know</h3>\n<p>A fact.</p>\n</section>'),
        ("/// do | What you can do\n- Ask.\n///", f'<section class="do">\n<h3 id="what-you-can-do">{TICK}What you can do</h3>\n<ul>\n<li>Ask.</li>\n</ul>\n</section>'),
        ("/// more | Why?\nSo.\n///", '<details class="more">\n<summary>Why?</summary>\n<p>So.</p>\n</details>'),
        ("/// say | What to say\n1. “Help.”\n///", '<section class="say">\n<h2 id="what-to-say">What to say</h2>\n<ol>\n<li>“Help.”</li>\n</ol>\n</section>'),
        ("/// gate | You can stop here\nYes.\n///", '<section class="gate">\n<h2 id="you-can-stop-here">You can stop here</h2>\n<p>Yes.</p>\n</section>'),
        ("/// figure | wide-margin\n- **1** **The tumor.** Here.\n- **A** Some.\n///",
         '<figure class="fig">\n<svg></svg>\n<figcaption>\n<ol class="key">\n<li><b>1</b> <span><strong>The tumor.</strong> Here.</span></li>\n'
         '<li class="some"><b>A</b> <span>Some.</span></li>\n</ol>\n</figcaption>\n</figure>'),
        ("/// figure | wide-margin\n///", '<figure class="fig">\n<svg></svg>\n</figure>'),
        ("| a | b |\n|---|---|\n| 1 | 2 |",
         '<table>\n<thead>\n<tr>\n<th scope="col">a</th>\n<th scope="col">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>'),
        ("What it is\n: A test.", "<dl>\n<dt>What it is</dt>\n<dd>A test.</dd>\n</dl>"),
        ("One [@hwang-1997].", '<p>One\u202f<sup class="cite"><a aria-label="Source 1" href="#source-1">1</a></sup>.</p>'),
        ("One [@nobody].", "<p>One\u202f[@nobody].</p>"),
        ("Call {emergency}.", '<p>Call <a class="tel" href="tel:112">112</a>.</p>'),
        ("Call {clinic}.", "<p>Call Ward 3.</p>"),
        ("# Title", '<h2 id="title">Title</h2>'),
        ("## Why?\n\n## Why?", '<h2 id="why">Why?</h2>\n<h2 id="why-2">Why?</h2>'),
        ("## About", '<h2 id="about-2">About</h2>'),
        ("![A scar](/media/scar.jpg)", '<p><img alt="A scar" src="/media/scar.jpg"></p>'),
    ],
)  # fmt: skip
def test_box_has_exactly_this_html(source: str, expected: str) -> None:
    assert render(source, AROUND).html == expected


def test_call_card_carries_the_numbers_and_a_line_for_the_missing_one() -> None:
    html = render("/// call | Call now\n- fever\n///", AROUND).html
    assert '<a class="tel" href="tel:+15550100123">+1 555-010-0123</a>' in html
    assert "write it here" in html
    assert html.count("<dt>") == 2


def test_emergency_card_carries_the_emergency_number_and_no_other() -> None:
    html = render("/// call | Call {emergency} if\n- seizure\n///", AROUND).html
    assert '<a class="tel" href="tel:112">112</a>' in html
    assert "phones" not in html


def test_numbers_stay_closed_and_cannot_be_linked_to() -> None:
    rendered = render("/// numbers | Open\n## How many\n\nText.\n///", AROUND)
    assert rendered.html.startswith('<details class="numbers">')
    assert "<h2>How many</h2>" in rendered.html
    assert rendered.headings == ()


def test_share_is_drawn_with_both_parts_and_said_in_words() -> None:
    source = (
        "/// out-of | 8 of 10\n    filled: alive\n    open: had died\n    who: 21 people, 1970\n\n**8 in 10.**\n///"
    )
    html = render(source, AROUND).html
    assert html.count('class="f-tide"') == 16
    assert html.count('class="s-edge"') == 4
    assert "<desc>10 figures. 8 are filled: alive. 2 are outlines: had died.</desc>" in html
    assert '<p class="who">Who was studied: 21 people, 1970</p>' in html


@pytest.mark.parametrize("share", ["11 of 10", "8 in 10", "x of 10", "1 of 101", ""])
def test_share_that_cannot_be_drawn_stays_text(share: str) -> None:
    assert "<svg" not in render(f"/// out-of | {share}\n    filled: a\n    open: b\n    who: c\nx\n///", AROUND).html


def test_share_without_who_was_studied_stays_text() -> None:
    assert "<svg" not in render("/// out-of | 8 of 10\n    filled: a\n    open: b\nx\n///", AROUND).html


def test_questions_become_ticks_that_send_nothing() -> None:
    html = render("/// ask\n- Can **all** come out?\n///", AROUND).html
    assert '<input type="checkbox"><span>Can <strong>all</strong> come out?</span>' in html
    assert "name=" not in html
    assert "<form" not in html


def test_headings_are_reported_in_order() -> None:
    assert render("## One\n\n### x\n\n## Two", AROUND).headings == (Heading("one", "One"), Heading("two", "Two"))


@pytest.mark.parametrize("mark", ["-", "1.", ">"])
def test_a_box_on_the_line_of_an_item_right_above_another_box_ends(mark: str) -> None:
    rendered = render(f"{mark} /// more | Why\nx\n/// more | How\ny\n///", AROUND)
    assert [block.text for block in rendered.blocks] == ["/// more | Why x", "How", "y"]
