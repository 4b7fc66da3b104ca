"""condition.yaml: what it gives, and one line for whatever is wrong in it."""

from pathlib import Path

import pytest

from leiomyo_site.text.condition import ConditionError, read_condition

CONTENT = Path(__file__).parent.parent.parent / "content/condition.yaml"
TEXT = CONTENT.read_text(encoding="utf-8")


def test_condition_is_read() -> None:
    condition = read_condition(CONTENT)
    assert condition.heading("en") == "Leiomyosarcoma"
    assert condition.heading("fr") == "Leiomyosarcoma"
    assert condition.heading("es") == "Leiomiosarcoma"
    assert condition.first_pages[0] == condition.codes.pages["overview"]
    assert condition.codes.compatible["I9"].fullmatch("171.9")
    assert not condition.codes.compatible["I9"].fullmatch("218.9")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("call_page: when-to-call\n", "", "line 5: call_page is missing in the file; add it"),
        ("phrase_prefix: LMS", "phrase_prefix: L M", "line 9: phrase_prefix is “L M”; write 1 to 12 letters, such as ABC"),
        ("header: brand", "header:", "line 18: header is not a text; write it on the same line"),
        ("header: brand", "header: brand\n  footer: x", "line 19: there is no field “footer” in diagrams; remove it or"),
        ("{en: a rare cancer, ", "{", "line 6: description has no text in “en”; add en: and the text"),
        ("{en: a rare cancer, es: un cáncer poco común}", "x", "line 6: description is not a list of fields; write each"),
        ("usual_pages: [overview,", "usual_pages: [overvew,", "line 50: usual_pages has “overvew”; use overview, diagnosis"),
        ("Q000209: [overview]", "Q000209: overview", "line 75: pages_by_subtopic is not a list; write it as [first, second]"),
        ('WHO: "C.*", I9', 'WHO: "C(", I9', "line 139: compatible of WHO is no regular expression: missing )"),
        ("withheld:\n    outlook:", "withheld:\n    outlok:", "line 135: withheld has “outlok”; use overview, "),
        ("  - '(?<=\\w)sz", "  - '(\\w)(sz", "line 98: look_alikes is no regular expression: missing )"),
        ("tagline: {en", "tagline: {en: [", "line 7: "),
    ],
)  # fmt: skip
def test_error_names_the_line_and_what_to_do(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert TEXT.count(old) in (1, 2)
    path = tmp_path / "condition.yaml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConditionError) as error:
        read_condition(path)
    assert str(error.value).startswith(f"{path}, {problem}")
    assert "\n" not in str(error.value)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConditionError, match=r"condition\.yaml: cannot be read"):
        read_condition(tmp_path / "condition.yaml")
