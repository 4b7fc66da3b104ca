"""A mistyped code is refused, never taken for another page's."""

import itertools
import random
import string

import pytest

from leiomyo_site.permalinks.permanent_codes import ALPHABET, CodeError, check_character, new_code, parse_code

CODES = [new_code((), choose=random.Random(seed).choice) for seed in range(60)]


@pytest.mark.parametrize("typed", ["hj9bn", " HJ9BN ", "HJ9-BN", "hJ9 bN"])
def test_code_is_read_however_it_was_typed(typed: str) -> None:
    assert parse_code(typed) == "HJ9BN"


def test_signs_that_look_alike_read_alike() -> None:
    code = "0010" + check_character("0010")
    assert parse_code("OOI" + code[3:]) == parse_code("00L" + code[3:]) == code


def is_code(text: str) -> bool:
    try:
        parse_code(text)
    except CodeError:
        return False
    return True


@pytest.mark.parametrize("code", CODES)
def test_every_single_wrong_sign_is_found(code: str) -> None:
    for place, sign in itertools.product(range(5), ALPHABET):
        if sign != code[place]:
            assert not is_code(code[:place] + sign + code[place + 1 :])


@pytest.mark.parametrize("code", CODES)
def test_every_swap_of_two_signs_is_found(code: str) -> None:
    for a, b in itertools.combinations(range(5), 2):
        signs = list(code)
        signs[a], signs[b] = signs[b], signs[a]
        if code[a] != code[b]:
            assert not is_code("".join(signs))


@pytest.mark.parametrize("typed", ["", "HJ9B", "HJ9BNN", "HJ9BÉ", "HJ9B*", "AEUUU"])
def test_other_texts_are_refused(typed: str) -> None:
    with pytest.raises(CodeError):
        parse_code(typed)


def test_code_has_no_vowel_and_is_never_a_plain_number() -> None:
    assert not set(ALPHABET) & set("AEIOU")
    assert not any(code.isdigit() for code in CODES)
    assert set(ALPHABET) <= set(string.ascii_uppercase + string.digits)


def test_taken_codes_are_not_given_again() -> None:
    chance = random.Random(1)
    first = new_code((), choose=random.Random(1).choice)
    assert new_code({first}, choose=chance.choice) != first
