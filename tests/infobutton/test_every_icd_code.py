"""Every code of ICD-10-CM alone, and those of tumors with their official names: only the possible ones are answered."""

import pytest
import simple_icd_10_cm as icd

from leiomyo_site.infobutton.code_table import Tier
from leiomyo_site.infobutton.matching import match
from leiomyo_site.infobutton.request import InfobuttonRequest, decode_parameters, parse_request
from tests.infobutton.asking_us import I10, TABLE, codes

PLAIN = parse_request(decode_parameters(f"mainSearchCriteria.v.cs={I10}&mainSearchCriteria.v.c=C49".encode()))


def answered(code: str, display: str) -> bool:
    (criterion,) = PLAIN.criteria
    changed = type(criterion)(code, criterion.system, code, display, "")
    asked = InfobuttonRequest((changed,), "", (), (), False, "xml", "", "")
    return bool(match(asked, TABLE).pages)


@pytest.mark.slow
def test_no_code_but_the_possible_ones_is_answered() -> None:
    every = [code for code in icd.get_all_codes(with_dots=True) if not icd.is_chapter_or_block(code)]
    assert len(every) > 95_000
    listed = {code for system, code in codes(Tier.POSSIBLE) if system == I10}
    assert {code for code in every if answered(code, "")} == listed
    tumors = [code for code in every if code[0] in "CDZ"]
    assert {code for code in tumors if answered(code, icd.get_description(code))} == listed
