"""Hostile text never becomes script, style, an event handler, or a request to another host."""

import random
import re
from html.parser import HTMLParser

import pytest

from leiomyo_site.text.blocks import BLOCK_NAMES
from leiomyo_site.text.glossary import Glossary, TermText
from leiomyo_site.text.rendering import RenderContext, render
from leiomyo_site.text.sanitize import ATTRIBUTES, TAGS, sanitize

DRAWING = '<svg viewBox="0 0 1 1" role="img"><title>t</title></svg>'
AROUND = RenderContext(
    Glossary([TermText("biopsy", "biopsy", "", "", "/glossary/biopsy/")]),
    drawings={"wide-margin": DRAWING},
    sources=("a",),
)
DRAWN_TAGS = {"svg", "title", "desc", "path", "circle"}
DRAWN_ATTRIBUTES = {"viewbox", "role", "aria-hidden", "d", "cx", "cy", "r", "class"}

PAYLOADS = [
    "<script>alert(1)</script>", "<ScRiPt src=//evil.example/x.js>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
    "<iframe src=https://evil.example>", "<style>*{display:none}</style>", "<p style='color:red' onclick='x()'>",
    "<a href='javascript:alert(1)'>", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](vbscript:x)", "[x](//evil.example)",
    "[x](/\\evil.example)", "[x](\\\\evil.example)", "![x](https://evil.example/p.png)", "![x](//evil.example/p.png)",
    "![x](/media/../../etc/passwd)", "![x\" onerror=\"y](/media/a.png)", "<https://evil.example/>", "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]", "[x]: https://e.example 'a\" onclick=\"b'\n\n[x]", "<!-- <script> -->", "<![CDATA[<script>]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "\u0002wzxhzdk:0\u0003", "\u0002amp\u0003", "`<script>`", "    <script>alert(1)</script>",
    "/// more | <img src=x onerror=alert(1)>\n<script>x</script>\n///", "/// more | x\n    attrs: {onclick: 'alert(1)', style: 'a'}\nx\n///",
    "/// figure | wide-margin\" onload=\"x\n///", "/// figure | ../../secret_key\n///", "/// html | script\nalert(1)\n///",
    "/// out-of | 8 of 10\n    filled: <script>alert(1)</script>\n    open: \" onload=\"x\n    who: <img src=x onerror=y>\nx\n///",
    "/// out-of | 9999999 of 99999999\n    filled: a\n    open: b\n    who: c\nx\n///", "/// call | <svg/onload=alert(1)>\n- x\n///",
    "{emergency}", "{clinic}", "{{settings.SECRET_KEY}}", "{% include 'x' %}", "[@a]", "[@<script>]", "[@a\" onclick=\"x]",
    "<div class=\"placeholder\" data-placeholder=\"drawing:wide-margin\"></div>", "| a |\n|---|\n| <script>x</script> |",
    "Term\n: <img src=x onerror=y>", "# <script>x</script>", "## x {: onclick=alert(1) }", "*x*{: style='a' }", "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>", "<form action=//evil.example><input type=text autofocus onfocus=x()>",
    "[biopsy](term:biopsy\" onclick=\"x)", "[x](term:<script>)", "<biopsy onclick=x>", "\\<script>", "<\u0000script>", "<scr<script>ipt>",
]  # fmt: skip
WRAPS = ["{}", "**{}**", "- {}", "> {}", "1. {}", "## {}", "[{}](/x/)", "`{}`", "a {} b", "| {} |\n|---|\n| {} |", "\\{}",
         "//// pair\n/// do | {}\n{}\n///\n////", "/// numbers | {}\n{}\n///", "{}\n{}", "<{}>", "*{}", "&{};"]  # fmt: skip


class Inspector(HTMLParser):
    """Collects everything in a fragment that a browser would act on and that we did not mean."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS | DRAWN_TAGS:
            self.faults.append(f"<{tag}>")
        allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set()) | (DRAWN_ATTRIBUTES if tag in DRAWN_TAGS else set())
        for name, value in attrs:
            if name not in allowed:
                self.faults.append(f"{tag} {name}={value}")
            if name in ("href", "src"):
                self._check_address(tag, value or "")

    def _check_address(self, tag: str, value: str) -> None:
        flat = re.sub(r"[\x00-\x20]", "", value).lower()
        scheme = re.match(r"([a-z][a-z0-9+.-]*):", flat)
        if scheme and scheme.group(1) not in ("http", "https", "mailto", "tel"):
            self.faults.append(f"{tag} goes to {value}")
        if flat.startswith(("//", "/\\", "\\")):
            self.faults.append(f"{tag} leaves the site by {value}")
        if tag == "img" and (not flat.startswith("/media/") or ".." in flat):
            self.faults.append(f"img fetches {value}")


def faults(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.faults


def corpus(count: int) -> list[str]:
    chance = random.Random(20261123)
    texts = list(PAYLOADS)
    while len(texts) < count:
        wrap, parts = chance.choice(WRAPS), [chance.choice(PAYLOADS) for _ in range(3)]
        text = wrap.replace("{}", "{0}", 1).replace("{}", "{1}").replace("{0}", parts[0]).replace("{1}", parts[1])
        if chance.random() < 0.3:
            place = chance.randrange(len(text))
            text = text[:place] + parts[2] + text[place:]
        texts.append(text)
    return texts


def test_a_thousand_hostile_texts_stay_text() -> None:
    texts = corpus(1_200)
    found = {text: bad for text in texts if (bad := faults(render(text, AROUND).html))}
    assert len(texts) >= 1_000
    assert found == {}


def test_the_inspector_sees_what_it_should() -> None:
    bad = (
        '<p onclick="x">a</p><script></script><a href="java\nscript:x">b</a><img src="https://e/x"><a href="//e">c</a>'
    )
    assert len(faults(bad)) == 5


def test_cleaning_alone_leaves_no_foreign_tag_or_attribute() -> None:
    # Where a link may go is the other lock's work.
    found = {text: bad for text in corpus(400) if (bad := [f for f in faults(sanitize(text)) if " leaves " not in f])}
    assert found == {}


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", "<b>bold</b>", "<!-- note -->"])
def test_raw_html_is_shown_as_text(payload: str) -> None:
    assert payload.replace("<", "&lt;").replace(">", "&gt;") in render(payload, AROUND).html


def test_an_unsafe_link_leaves_its_words() -> None:
    assert render("[Click](javascript:alert(1))", AROUND).html in ("<p>Click</p>", "<p>Click)</p>")


def test_a_picture_from_elsewhere_leaves_its_description() -> None:
    assert render("![A scar](https://evil.example/p.png)", AROUND).html == "<p>A scar</p>"


def test_an_author_cannot_write_a_placeholder() -> None:
    assert DRAWING not in render('<div class="placeholder" data-placeholder="drawing:wide-margin"></div>', AROUND).html


@pytest.mark.parametrize("name", sorted(BLOCK_NAMES))
def test_every_box_refuses_attributes_of_an_authors_choice(name: str) -> None:
    html = render(f"/// {name} | 8 of 10\n    attrs: {{onclick: 'x()'}}\ntext\n///", AROUND).html
    assert f"/// {name}" in html
