"""Decision records have a number of their own, a date and a status; the licenses are whole."""

import re
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
RECORDS = sorted((ROOT / "docs/decisions").glob("*.md"))
FORM = re.compile(
    r"# (?P<number>\d+)\. \S.*\n\nDate: (?P<date>\d{4}-\d\d-\d\d)\. "
    r"Status: (?P<status>(?:proposed|accepted|superseded by \d{4}|withdrawn)(?:; [^\n]+)?)\.\n"
)


@pytest.mark.parametrize("record", RECORDS, ids=[path.stem for path in RECORDS])
def test_a_decision_record_has_number_date_and_status(record: Path) -> None:
    head = FORM.match(record.read_text(encoding="utf-8"))
    assert head, "begin with “# 7. Title”, an empty line, “Date: 2026-11-29. Status: accepted.”"
    assert int(head["number"]) == int(record.name[:4])
    assert date(2026, 11, 1) <= date.fromisoformat(head["date"])
    if following := re.match(r"superseded by (\d{4})", head["status"]):
        assert list(record.parent.glob(f"{following[1]}-*.md"))


def test_numbers_of_decision_records_are_without_gap() -> None:
    assert [int(path.name[:4]) for path in RECORDS] == list(range(1, len(RECORDS) + 1))


def test_each_license_is_there_in_full() -> None:
    for path, first, last in (
        ("LICENSE", "BSD 3-Clause License", "SUCH DAMAGE."),
        (
            "content/LICENSE",
            "Attribution 4.0 International",
            "Creative Commons may be contacted at creativecommons.org.",
        ),
        ("static/fonts/OFL.txt", "Copyright", "OTHER DEALINGS IN THE FONT SOFTWARE."),
    ):
        text = (ROOT / path).read_text(encoding="utf-8").strip()
        assert text.startswith(first) and text.endswith(last), path
    assert "Section 8 -- Interpretation." in (ROOT / "content/LICENSE").read_text(encoding="utf-8")


def test_notice_names_whose_every_code_is() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    systems = {line.split(",")[0] for line in (ROOT / "content/codes.csv").read_text(encoding="utf-8").splitlines()[1:]}
    names = {
        "I10": "ICD-10-CM",
        "I9": "ICD-9-CM",
        "SCT": "SNOMED CT",
        "LNC": "LOINC",
        "RXN": "RxNorm",
        "ICDO": "ICD-O-3",
    }
    assert [system for system in systems if names[system] not in notice] == []
