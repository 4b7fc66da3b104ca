"""From a page's HTML to words on paper: nothing of a text is lost, and nothing in it is a command."""

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from leiomyo_site.handouts.handout import Publisher
from leiomyo_site.handouts.html_to_typst import HANDLERS, ConversionContext, PageLink, convert
from leiomyo_site.handouts.pdf import FONTS, PdfError, render_pdf
from leiomyo_site.handouts.pdf_layout import document
from leiomyo_site.handouts.svg_for_print import drawing
from leiomyo_site.handouts.typst_syntax import block, call, string
from leiomyo_site.permalinks.urls import PdfVariant
from leiomyo_site.text.blocks import BLOCK_NAMES
from leiomyo_site.text.images import ResponsiveImage, picture_html

from .pdf_reader import elements, opened, text_of

ROOT = Path(__file__).parent.parent.parent
AROUND = ConversionContext(
    "HJ9BN", {"/surgery/": PageLink("Surgery", "x.org/h/6N9JC", "https://x.org/h/6N9JC")}, "https://x.org"
)
IMPRINT = Publisher("Guide", {"en": "measles"}, "https://x.org", "your care team")
HEAD = '#set document(title: "A")\n#set text(font: "Lamplight Sans", lang: "en")\n#heading(level: 1, "A")\n'
SITE_FONT = ROOT / "static/fonts/lamplight-sans.woff2"
OURS = "".join(map(chr, TTFont(SITE_FONT).getBestCmap()))


def set_words(statement: str) -> bytes:
    return render_pdf(f"{HEAD}#{statement}\n", pictures=Path("nowhere"), at=0)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from(OURS), max_size=60))
@example('"); panic("x") //')
@example("#panic() $x$ _a_ *b* `c` <d> @e \\\\ \\u{41} [f] {g} /* h */ // i -- ~ ... 'j' \"k\"")
@example("\\")
def test_any_text_goes_through_unchanged(text: str) -> None:
    page = PdfReader(io.BytesIO(set_words(call("par", block(string(text)))))).pages[0]
    # Where lines break is no part of a text.
    assert "".join(page.extract_text().split()) == "A" + "".join(text.split())


@pytest.mark.parametrize(("sign", "said"), [("😀", "[grinning face]"), ("中", "[cjk unified ideograph-4e2d]")])
def test_a_sign_that_no_font_has_is_said_by_its_name(sign: str, said: str) -> None:
    assert said in text_of(set_words(string(f"Hi {sign}!")))


def test_what_cannot_be_set_is_an_error_of_ours() -> None:
    with pytest.raises(PdfError, match="unknown variable"):
        set_words("nothing-like-this")


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<p>One <strong>two</strong>.</p>", '{par({"One "; strong({"two"}); "."})}'),
        ("<ul>\n<li>One</li>\n<li>Two<ul>\n<li>Three</li></ul></li>\n</ul>", '{list({"One"}, {"Two"; list({"Three"})})}'),
        ('<ol start="3"><li>One</li></ol>', '{enum(start: 3, {"One"})}'),
        ("<dl>\n<dt>What</dt>\n<dd>A test.</dd>\n</dl>", '{explained(({"What"}, {{"A test."}},))}'),
        (
            '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
            "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
            '{rows(2, ({"A"}, {"B"},), ({"1"}, {"2"},))}',
        ),
        ('<p>Seen.\u202f<sup class="cite"><a href="#source-1">1</a></sup> More.</p>', '{par({"Seen."; cited("1"); " More."})}'),
        ('<a href="/surgery/#x">Surgery</a>', '{inside("https://x.org/h/6N9JC", {"Surgery"})}'),
        ('<a href="https://y.org/">Words</a>', '{outside("https://y.org/", "y.org", {"Words"})}'),
        ('<a href="https://y.org/">y.org</a>', '{outside("https://y.org/", "", {"y.org"})}'),
        ('<a class="tel" href="tel:911">911</a>', '{link("tel:911", {"911"})}'),
        ('<div class="ask"><ul class="ticks"><li><label><input type="checkbox"><span>Why?</span></label></li></ul></div>',
         '{{ticks({{[]; {"Why?"}}})}}'),
        ("<h2>One</h2><h4>Skips a level</h4>", '{[#heading(level: 2, {"One"})]; [#heading(level: 3, {"Skips a level"})]}'),
        ("<unknown>Words stay</unknown>", '{{"Words stay"}}'),
        ("", "[]"),
    ],
)  # fmt: skip
def test_each_element_has_its_way(html: str, code: str) -> None:
    assert convert(html, AROUND).body == code


def test_a_term_is_marked_where_it_is_met_first() -> None:
    html = '<p><a class="term" href="/glossary/mri/">MRI</a> and <a class="term" href="/glossary/mri/">MRI</a></p>'
    assert convert(html, AROUND).body == '{par({term("mri", {"MRI"}); " and "; {"MRI"}})}'
    assert convert(html, AROUND, known={"mri"}).terms == {}


def test_survival_numbers_leave_the_text_with_their_own_words() -> None:
    html = (
        '<details class="numbers"><summary>Open</summary><h3>Of 10</h3>'
        '<p><a class="term" href="/glossary/gist/">GIST</a></p></details>'
    )
    made = convert(html, AROUND, level=2)
    assert made.body == "{numbers-elsewhere()}"
    assert made.numbers == '{[#heading(level: 3, {"Of 10"})]; par({term("gist", {"GIST"})})}'
    assert (list(made.terms), list(made.number_terms)) == ([], ["gist"])


def test_every_box_that_an_editor_can_write_has_its_way() -> None:
    ways = {key.rpartition(".")[2] for key in HANDLERS}
    # These two are a list to tick and a figure, which have theirs.
    assert BLOCK_NAMES - ways == {"ask", "out-of"}
    assert {"ul.ticks", "figure"} <= set(HANDLERS)


def test_a_drawing_takes_its_colours_from_the_print_stylesheet() -> None:
    made = drawing('<svg viewBox="0 0 9 9" aria-hidden="true"><path class="f-lesion thin" d="M0 0"/></svg>')
    assert made.alt == ""
    assert "<style>.f-lesion{fill: #555;}svg{stroke-width: 2.5;}.thin{stroke-width: 1.75;}</style>" in made.svg


def test_a_photo_comes_in_the_size_that_paper_needs_with_its_words(tmp_path: Path) -> None:
    photo = ResponsiveImage("ab" * 32, 1280, 960, (320, 640, 1280), "A girl draws.")
    folder = tmp_path / "images" / photo.sha256
    folder.mkdir(parents=True)
    Image.new("RGB", (640, 480), "gray").save(folder / "640.jpg")
    made = convert(f'<figure class="fig">{picture_html(photo)}<figcaption><p>Art.</p></figcaption></figure>', AROUND)
    source = document("A", [call("heading", '"A"', level="1"), made.body], IMPRINT, PdfVariant(), lang="en", listed=[])
    with opened(render_pdf(source, pictures=tmp_path, at=0)) as pdf:
        told = [str(tag.Alt) for tag in elements(pdf) if tag.S == "/Figure"]
    assert told == ["A girl draws."]


@pytest.mark.parametrize(("name", "weight"), [("regular", 400), ("bold", 700)])
def test_paper_has_the_very_letters_of_the_site(name: str, weight: int) -> None:
    ours = TTFont(FONTS / f"lamplight-sans-{name}.ttf")
    site = instantiateVariableFont(TTFont(SITE_FONT), {"wght": weight})
    assert ours.getBestCmap() == site.getBestCmap()
    for glyph in ours.getGlyphOrder():
        drawn = [list(font["glyf"][glyph].getCoordinates(font["glyf"])[0]) for font in (ours, site)]
        # Saved letters are on whole units.
        assert all(abs(a - b) < 1 for one, other in zip(*drawn, strict=True) for a, b in zip(one, other, strict=True))
    # A slash or a dot in a zero could be read as an 8, in a fever or a phone number: two outlines only.
    assert ours["glyf"]["zero"].numberOfContours == 2
    assert (FONTS / "OFL.txt").read_bytes() == (ROOT / "static/fonts/OFL.txt").read_bytes()
