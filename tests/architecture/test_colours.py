"""Every text reads at 7 to 1 and every line at 3 to 1, by day and by night, computed from the stylesheet itself."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parent.parent.parent / "styles/1-tokens.css").read_text(encoding="utf-8")
TEXT = [
    *((ink, ground) for ink in ("ink", "link", "visited") for ground in ("paper", "card", "sunk", "accent-soft", "call-soft")),
    *((ink, ground) for ink in ("ink", "link") for ground in ("success-soft", "sensitive-soft", "mark")),
    *(("ink2", ground) for ground in ("paper", "card", "sunk", "accent-soft")),
    ("link-hover", "paper"), ("call", "card"), ("call", "paper"), ("on-call", "call"), ("on-team", "team"), ("ink", "team-soft"), ("link", "team-soft"), ("visited", "team-soft"), ("on-button", "button"), ("on-accent", "accent"),
]  # fmt: skip
LINES = [
    *(("edge", ground) for ground in ("paper", "card", "sunk", "accent-soft", "sensitive-soft")),
    ("button", "paper"), ("success", "success-soft"), ("sensitive", "sensitive-soft"), ("call", "call-soft"), ("team", "team-soft"), ("lesion", "margin"), ("ink", "margin"),
    ("ink", "tissue"), ("info", "card"), ("edge", "card"),
]  # fmt: skip


def palette(scheme: str) -> dict[str, str]:
    day, night = CSS.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", day))
    if scheme == "night":
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", night.split("@media")[0]))
    return found


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_ratio_is_the_known_one() -> None:
    assert round(ratio("#000", "#ffffff"), 1) == 21.0
    assert round(ratio("#777777", "#fff"), 2) == 4.48


@pytest.mark.parametrize("scheme", ["day", "night"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 7.0), (LINES, 3.0)], ids=["text", "lines"])
def test_colours_are_far_enough_apart(scheme: str, pairs: list[tuple[str, str]], least: float) -> None:
    colours = palette(scheme)
    near = {pair: round(ratio(colours[pair[0]], colours[pair[1]]), 1) for pair in pairs}
    assert {pair: found for pair, found in near.items() if found < least} == {}
