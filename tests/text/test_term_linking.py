"""The exact HTML of linked terms: which words are links, and which stay as written."""

import pytest

from leiomyo_site.text.glossary import Glossary, GlossaryError, PublishedGlossary, TermText
from leiomyo_site.text.rendering import RenderContext, render


def term(slug: str, *names: str, match_case: bool = False) -> TermText:
    return TermText(slug, names[0], "", "", f"/glossary/{slug}/", other_names=names[1:], match_case=match_case)


GLOSSARY = Glossary(
    [
        term("biopsy", "biopsy"),
        term("core-needle-biopsy", "core needle biopsy"),
        term("ct-guided-biopsy", "image-guided biopsy", "CT-guided core needle biopsy"),
        term("neo-adjuvant", "neo-adjuvant", "neo-adjuvant chemotherapy"),
        term("adjuvant", "adjuvant"),
        term("limb-salvage-surgery", "limb-salvage surgery"),
        term("chemotherapy", "chemotherapy", "chemo"),
        term("ct-scan", "CT scan", "CT", "computed tomography", match_case=True),
        term("mri", "MRI", match_case=True),
        term("gist", "gastrointestinal stromal tumor (GIST)", "GIST", match_case=True),
        term("heart-rate", "heart rate"),
        term("heart", "heart"),
        term("margins", "margins", "margin"),
        term("metastasis", "metastasis"),
        term("cancer", "cancer"),
        term("x-ray", "x-ray"),
        term("childrens-oncology-group", "Children’s Oncology Group"),
    ]
)
AROUND = RenderContext(GLOSSARY)


def a(slug: str, words: str) -> str:
    return f'<a class="term" href="/glossary/{slug}/">{words}</a>'


CASES = [
    # Whole words, in any letter case.
    ("A biopsy.", f"<p>A {a('biopsy', 'biopsy')}.</p>"),
    ("BIOPSY", f"<p>{a('biopsy', 'BIOPSY')}</p>"),
    ("Biopsy first", f"<p>{a('biopsy', 'Biopsy')} first</p>"),
    ("prebiopsy", "<p>prebiopsy</p>"),
    ("biopsyroom", "<p>biopsyroom</p>"),
    ("non-cancer", "<p>non-cancer</p>"),
    ("cancer-free", "<p>cancer-free</p>"),
    ("the cancer - all of it", f"<p>the {a('cancer', 'cancer')} - all of it</p>"),
    ("cancer—that", f"<p>{a('cancer', 'cancer')}—that</p>"),
    ("(cancer)", f"<p>({a('cancer', 'cancer')})</p>"),
    ("“cancer”", f"<p>“{a('cancer', 'cancer')}”</p>"),
    ("cancer/heart", f"<p>{a('cancer', 'cancer')}/{a('heart', 'heart')}</p>"),
    ("biopsy2", "<p>biopsy2</p>"),
    ("my_biopsy", "<p>my_biopsy</p>"),
    # Plurals and possessives.
    ("Two biopsies", f"<p>Two {a('biopsy', 'biopsies')}</p>"),
    ("metastases", f"<p>{a('metastasis', 'metastases')}</p>"),
    ("MRIs", f"<p>{a('mri', 'MRIs')}</p>"),
    ("the biopsy’s result", f"<p>the {a('biopsy', 'biopsy’s')} result</p>"),
    ("the biopsy's result", f"<p>the {a('biopsy', 'biopsy&#39;s')} result</p>".replace("&#39;", "'")),
    ("biopsies’ results", f"<p>{a('biopsy', 'biopsies’')} results</p>"),
    ("a margin, two margins", f"<p>a {a('margins', 'margin')}, two margins</p>"),
    ("Children's Oncology Group", "<p>Children's Oncology Group</p>".replace(
        "Children's Oncology Group", a("childrens-oncology-group", "Children's Oncology Group"))),
    # The longest name wins, and losing it does not lose the shorter one.
    ("a core needle biopsy", f"<p>a {a('core-needle-biopsy', 'core needle biopsy')}</p>"),
    ("a core-needle biopsy", f"<p>a {a('core-needle-biopsy', 'core-needle biopsy')}</p>"),
    ("a CT-guided core needle biopsy", f"<p>a {a('ct-guided-biopsy', 'CT-guided core needle biopsy')}</p>"),
    ("core needle", "<p>core needle</p>"),
    ("heart rates matter", f"<p>{a('heart-rate', 'heart rates')} matter</p>"),
    ("heart rated", f"<p>{a('heart', 'heart')} rated</p>"),
    ("heart. Rate", f"<p>{a('heart', 'heart')}. Rate</p>"),
    ("core needle biopsy, then biopsy",
     f"<p>{a('core-needle-biopsy', 'core needle biopsy')}, then {a('biopsy', 'biopsy')}</p>"),
    # Hyphens: as they are, non-breaking, as a blank, closed up.
    ("neo-adjuvant", f"<p>{a('neo-adjuvant', 'neo-adjuvant')}</p>"),
    ("neo\u2011adjuvant", f"<p>{a('neo-adjuvant', 'neo' + chr(0x2011) + 'adjuvant')}</p>"),
    ("neo adjuvant", f"<p>{a('neo-adjuvant', 'neo adjuvant')}</p>"),
    ("neoadjuvant", f"<p>{a('neo-adjuvant', 'neoadjuvant')}</p>"),
    ("Neoadjuvant chemotherapy", f"<p>{a('neo-adjuvant', 'Neoadjuvant chemotherapy')}</p>"),
    ("adjuvant", f"<p>{a('adjuvant', 'adjuvant')}</p>"),
    ("limb salvage surgery", f"<p>{a('limb-salvage-surgery', 'limb salvage surgery')}</p>"),
    ("limb\u00a0salvage surgeries", f"<p>{a('limb-salvage-surgery', 'limb&nbsp;salvage surgeries')}</p>"),
    ("limb-salvage\nsurgery", f"<p>{a('limb-salvage-surgery', f'limb-salvage{chr(10)}surgery')}</p>"),
    ("X-rays", f"<p>{a('x-ray', 'X-rays')}</p>"),
    # Capitals that carry the meaning.
    ("a CT and an MRI", f"<p>a {a('ct-scan', 'CT')} and an {a('mri', 'MRI')}</p>"),
    ("the ct of it", "<p>the ct of it</p>"),
    ("the gist of it", "<p>the gist of it</p>"),
    ("a GIST", f"<p>a {a('gist', 'GIST')}</p>"),
    ("Computed tomography", f"<p>{a('ct-scan', 'Computed tomography')}</p>"),
    # First mention in each section.
    ("chemo, then chemotherapy", f"<p>{a('chemotherapy', 'chemo')}, then chemotherapy</p>"),
    ("chemo\n\n## Why\n\nchemo",
     f'<p>{a("chemotherapy", "chemo")}</p>\n<h2 id="why">Why</h2>\n<p>{a("chemotherapy", "chemo")}</p>'),
    ("chemo\n\n### Why\n\nchemo", f'<p>{a("chemotherapy", "chemo")}</p>\n<h3 id="why">Why</h3>\n<p>chemo</p>'),
    # Never inside headings, links, code; never where the author said no.
    ("## Your biopsy", '<h2 id="your-biopsy">Your biopsy</h2>'),
    ("[biopsy guide](/x/)", '<p><a href="/x/">biopsy guide</a></p>'),
    ("`biopsy`", "<p><code>biopsy</code></p>"),
    ("[biopsy](-)", "<p>biopsy</p>"),
    ("[biopsy](-) and biopsy", f"<p>biopsy and {a('biopsy', 'biopsy')}</p>"),
    ("/// more | A biopsy?\nYes.\n///",
     '<details class="more">\n<summary>A biopsy?</summary>\n<p>Yes.</p>\n</details>'),
    ("/// ask\n- A biopsy?\n///",
     '<div class="ask">\n<ul class="ticks">\n<li><label><input type="checkbox">'
     "<span>A biopsy?</span></label></li>\n</ul>\n</div>"),
    # An author may point other words at a term; that counts as its mention.
    ("it [spread](term:metastasis). A metastasis", f"<p>it {a('metastasis', 'spread')}. A metastasis</p>"),
    ("[spread](term:nothing)", "<p>spread</p>"),
    # Inside emphasis, lists, tables.
    ("**biopsy**", f"<p><strong>{a('biopsy', 'biopsy')}</strong></p>"),
    ("- biopsy\n- biopsy", f"<ul>\n<li>{a('biopsy', 'biopsy')}</li>\n<li>biopsy</li>\n</ul>"),
    ("biop\\sy", "<p>biop\\sy</p>"),
    ("\\*biopsy\\*", f"<p>*{a('biopsy', 'biopsy')}*</p>"),
    ("&lt;biopsy&gt;", f"<p>&lt;{a('biopsy', 'biopsy')}&gt;</p>"),
    ("İ biopsy", f"<p>İ {a('biopsy', 'biopsy')}</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CASES, ids=[case[0][:40] for case in CASES])
def test_links_exactly_these_words(source: str, expected: str) -> None:
    assert render(source, AROUND).html == expected


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40


def test_a_terms_own_page_does_not_link_itself() -> None:
    around = RenderContext(GLOSSARY, own_term="biopsy")
    assert render("A biopsy of cancer", around).html == f"<p>A biopsy of {a('cancer', 'cancer')}</p>"


def test_terms_are_reported_once_in_reading_order() -> None:
    assert render("cancer, chemo\n\n## Why\n\ncancer", AROUND).terms == ("cancer", "chemotherapy")


def test_a_spelling_has_one_owner() -> None:
    with pytest.raises(GlossaryError, match="belongs to both “one” and “two”"):
        Glossary([term("one", "scan"), term("two", "Scan")])


def test_a_spelling_that_two_public_terms_share_stays_with_the_first() -> None:
    glossary = PublishedGlossary([term("one", "scan"), term("two", "Scan"), term("dash", "—")])
    assert [mention.slug for mention in glossary.mentions("scan")] == ["one"]


def test_a_written_spelling_beats_anothers_plural() -> None:
    glossary = Glossary([term("lung", "lung"), term("both-lungs", "lungs")])
    assert [mention.slug for mention in glossary.mentions("lungs")] == ["both-lungs"]


def test_other_languages_get_no_english_plurals() -> None:
    assert not list(Glossary([term("dolor", "dolor")], lang="es").mentions("dolors"))


def test_a_name_without_letters_is_refused() -> None:
    with pytest.raises(GlossaryError, match="has no letters"):
        Glossary([term("dash", "—")])
