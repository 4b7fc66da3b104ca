"""An uploaded image as HTML: the browser takes the format and size it needs, and the page does not jump."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

MEDIA = "/media/images/"
# The text column: all of a phone's width, at most 40 characters of large type on wider screens.
SIZES = "(max-width: 44rem) 92vw, 40rem"


@dataclass(frozen=True)
class ResponsiveImage:
    """One version of an image: the hash that names its files, its size and the widths made of it, in pixels."""

    sha256: str
    width: int
    height: int
    widths: tuple[int, ...]
    alt: str = ""
    credit: str = ""

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> "ResponsiveImage":
        """Return an image from plain JSON values."""
        return cls(
            facts["sha256"], facts["width"], facts["height"], tuple(facts["widths"]), facts["alt"], facts["credit"]
        )

    def files(self) -> list[str]:
        """Return the paths of all its files."""
        return [self.file(width, ending) for width in self.widths for ending in ("avif", "webp", "jpg")]

    def file(self, width: int, ending: str) -> str:
        """Return the path of one file."""
        return f"{MEDIA}{self.sha256}/{width}.{ending}"


def picture_html(image: ResponsiveImage) -> str:
    """Return a picture element; without alternative text it is decoration, and screen readers pass it over.

    >>> "320.webp 320w" in picture_html(ResponsiveImage("ab12", 640, 480, (320, 640), "A girl draws."))
    True
    """

    def srcset(ending: str) -> str:
        return ", ".join(f"{image.file(width, ending)} {width}w" for width in image.widths)

    sources = "".join(
        f'<source type="image/{ending}" srcset="{srcset(ending)}" sizes="{SIZES}">' for ending in ("avif", "webp")
    )
    largest = image.file(image.widths[-1], "jpg")
    return (
        f'<picture>{sources}<img src="{largest}" srcset="{srcset("jpg")}" sizes="{SIZES}" alt="{escape(image.alt)}" '
        f'width="{image.width}" height="{image.height}" loading="lazy" decoding="async"></picture>'
    )
