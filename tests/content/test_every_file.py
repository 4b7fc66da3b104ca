"""Every file of content/ passes the gates; what fails is named with its line."""

from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from leiomyo_site.editorial.content_checks import CheckReport, line_number
from leiomyo_site.editorial.content_files import ContentFile, read_content, read_drawings, read_sources
from leiomyo_site.editorial.file_checks import check_files
from leiomyo_site.permalinks.permanent_codes import parse_code
from leiomyo_site.text.front_matter import TERM_SCHEMA, compose_file, parse_file

ROOT: Path = settings.CONTENT_DIR
FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("*/en/**/*.md"))
PLANNED = """
    home what-is-leiomyosarcoma diagnosis treatment treatment/surgery treatment/radiation treatment/chemotherapy side-effects
    when-to-call outlook after-treatment clinical-trials coping questions-to-ask about privacy accessibility
""".split()


@cache
def findings() -> dict[str, tuple[ContentFile, CheckReport]]:
    return {file.path.relative_to(ROOT).as_posix(): (file, found) for file, found in check_files(ROOT)}


@pytest.mark.parametrize("path", FILES)
def test_nothing_is_to_be_mended(path: str) -> None:
    file, found = findings()[path]
    source = file.path.read_text(encoding="utf-8")
    lines = [
        f"{path}, line {line_number(source, fault.quote)}: {fault.message}: {fault.quote}" for fault in found.issues
    ]
    assert not lines, "\n".join(lines)


def test_every_planned_page_is_there() -> None:
    slugs = {str(file.fields["slug"]) for file in read_content(ROOT) if file.model.CONTENT_SUBDIR == "pages"}
    assert set(PLANNED) <= slugs


def test_file_names_are_addresses() -> None:
    wrong = [path for path, (file, _) in findings().items() if not path.endswith(f"/en/{file.fields['slug']}.md")]
    assert wrong == []


def test_every_term_says_how_to_say_it() -> None:
    terms = [file for file, _ in findings().values() if file.model.CONTENT_SUBDIR == "glossary"]
    assert len(terms) >= 129
    assert [file.path.name for file in terms if not file.fields["say"]] == []


def test_the_spanish_glossary_is_kept_whole() -> None:
    english = {path.name for path in (ROOT / "glossary/en").glob("*.md")}
    spanish = {path.name: path.read_bytes() for path in (ROOT / "glossary/es").glob("*.md")}
    assert set(spanish) == english
    for data in spanish.values():
        fields, body = parse_file(data, TERM_SCHEMA)
        assert body.strip()
        assert compose_file(fields, body, TERM_SCHEMA) == data
        parse_code(str(fields["code"]))


def test_no_code_is_used_twice_in_any_language() -> None:
    codes = [line for path in ROOT.glob("*/*/**/*.md") for line in path.read_text().split("\n")[1:2]]
    assert len(codes) == len(set(codes))


def test_every_source_cited_has_a_year_or_says_that_it_has_none() -> None:
    wrong = {
        key: fields["year"]
        for key, fields in read_sources(ROOT).items()
        if not (fields["year"].isdigit() and len(fields["year"]) == 4) and fields["year"] != "undated"
    }
    assert wrong == {}


def test_drawings_say_what_they_show_and_fetch_nothing() -> None:
    drawings = read_drawings(ROOT)
    for name, svg in drawings.items():
        assert 'aria-hidden="true"' in svg or ("<title" in svg and "<desc" in svg), name
        for forbidden in ("<script", "<style", "style=", "href", "url(", "<image", "<foreignObject", " on"):
            assert forbidden not in svg.split("<desc")[0].split("<title")[0] + svg.split("</desc>")[-1], (
                name,
                forbidden,
            )
    told = [name for name, svg in drawings.items() if "<desc" in svg]
    assert {"wide-margin", "treatment-path", "limb-salvage", "ct-guided-biopsy"} <= set(told)


# The thirty-one claims of the text that this site corrects: words that a page must hold in the corrected form.
CORRECTED = {
    "only a biopsy can say what it is": ("diagnosis", r"only way to (?:be sure|know)|only sure way"),
    "an expert reads it": ("diagnosis", r"expert|second opinion"),
    "chest CT checks the lungs": ("diagnosis", r"lungs"),
    "a bright spot is not proof": ("diagnosis", r"not (?:proof|prove|always cancer)|does not (?:prove|mean)"),
    "a blood count does not find LMS": ("diagnosis", r"(?:cannot|does not|do not|can not) find|no blood test"),
    "CT-guided biopsy is one way to do a biopsy": ("diagnosis", r"one way (?:to do|of doing)"),
    "surgery is usually the main treatment": ("treatment", r"usually the (?:main|most important)"),
    "older reports mixed in GIST": ("treatment", r"GIST"),
    "it can come back after full removal": ("treatment/surgery", r"(?:can|may) (?:still )?(?:come back|return)"),
    "amputation is uncommon": ("treatment/surgery", r"(?:not common|uncommon)"),
    "radiation before or after surgery": ("treatment/radiation", r"before (?:or after )?surgery|before surgery"),
    "radiation also with clear edges": ("treatment/radiation", r"clear"),
    "chemotherapy is medicines": ("treatment/chemotherapy", r"medicines"),
    "before surgery it may shrink a tumor": ("treatment/chemotherapy", r"may (?:also )?shrink|can shrink"),
    "how much it helps is still being learned": ("treatment/chemotherapy", r"still (?:learning|being learned)|not known|do not know"),
    "most healthy cells recover": ("treatment/chemotherapy", r"recover|grow back|heal"),
    "no good official numbers": ("outlook", r"no good official numbers"),
    "five and ten years side by side": ("outlook", r"(?s)After 5 years.*After 10 years"),
}  # fmt: skip


@pytest.mark.parametrize("claim", CORRECTED)
def test_a_corrected_claim_is_told(claim: str) -> None:
    import re

    slug, words = CORRECTED[claim]
    assert re.search(words, (ROOT / f"pages/en/{slug}.md").read_text(encoding="utf-8"), re.IGNORECASE)


TESTS_EXPLAINED = [
    "physical exam", "reflexes", "muscle strength", "eye", "mouth", "coordination", "alert", "x-ray", "MRI", "CT scan", "biopsy",
    "bone scan", "blood count", "blood chemistr", "core needle biopsy",
]  # fmt: skip


@pytest.mark.parametrize("test", TESTS_EXPLAINED)
def test_diagnosis_explains_every_test(test: str) -> None:
    assert test.lower() in (ROOT / "pages/en/diagnosis.md").read_text(encoding="utf-8").lower()
