"""How an old number stands today."""

from leiomyo_site.site.version_history import VersionStatus, newest_first, replacement_of

from .factories import texts, version, withdrawal

SCANS = {"code": "FNSXP", "slug": "scans", "title": "Scans"}


def test_the_newest_number_is_current_and_older_ones_are_not() -> None:
    text = texts(version(1), version(2))["HJ9BN"]
    assert [text.status(number) for number in (1, 2)] == [VersionStatus.CHANGED, VersionStatus.CURRENT]
    assert (text.version(2), text.version(3), text.version(0)) == (text.newest, None, None)


def test_of_what_changed_safety_comes_first_and_then_the_newest() -> None:
    rows = [version(1), version(2), version(3, weight="safety"), version(4, weight="safety"), version(5)]
    text = texts(*rows)["HJ9BN"]
    assert [after.number for after in text.changes_since(1)] == [4, 3, 5, 2]
    assert text.changes_since(5) == []


def test_a_text_taken_down_makes_all_its_numbers_so() -> None:
    text = texts(version(1), version(2), withdrawal(3))["HJ9BN"]
    assert {text.status(number) for number in (1, 2, 3)} == {VersionStatus.WITHDRAWN}
    assert (text.title, text.last_published.number) == ("Surgery", 2)


def test_what_to_read_instead_is_found_where_it_stands_now_and_never_if_it_is_gone_too() -> None:
    gone = withdrawal(2, moved_to="scans")
    there = texts(version(1), gone, version(1, **SCANS), version(2, **{**SCANS, "slug": "pictures"}))
    assert replacement_of(gone, there).path == "/pictures/"
    both_gone = texts(version(1), gone, version(1, **SCANS), withdrawal(2, **{**SCANS, "title": ""}))
    assert replacement_of(gone, both_gone) is None


def test_a_text_published_again_is_current_again() -> None:
    text = texts(version(1), withdrawal(2), version(3))["HJ9BN"]
    assert text.status(3) is VersionStatus.CURRENT and text.status(1) is VersionStatus.CHANGED


def test_all_changes_stand_newest_first() -> None:
    there = texts(version(1), version(2), version(1, **SCANS))
    assert [(text.code, v.number) for text, v in newest_first(there.values())] == [
        ("HJ9BN", 2),
        ("FNSXP", 1),
        ("HJ9BN", 1),
    ]
