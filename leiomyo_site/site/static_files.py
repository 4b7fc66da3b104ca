"""Files of an edition that are not made from texts: style, script, fonts, pictures; and where every file stands."""

import json
import mimetypes
import re
from pathlib import Path

from django.conf import settings

from leiomyo_site.document_errors import RenderError
from leiomyo_site.editorial import selectors
from leiomyo_site.site.responses import LazyBody, SiteResponse
from leiomyo_site.text.images import ResponsiveImage

# What an address is made of; nothing that leads out of the folder of an edition, or that a browser would change.
PUBLIC_PATH = re.compile(r"(?:/[\w.~@+-]+)*/?", re.ASCII)
# What only the admin uses is served to it by Django.
ADMIN_ONLY = ("admin.", "document-form.")
ROOT_FILES = ("apple-touch-icon.png", "favicon.ico")
TYPES = {
    ".woff2": "font/woff2",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".avif": "image/avif",
    ".txt": "text/plain; charset=utf-8",
    ".ico": "image/x-icon",
}


def media_type(name: str) -> str:
    """Return the media type of a file by its name."""
    ending = Path(name).suffix
    return TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def is_public_path(path: str) -> bool:
    """Can this be an address, whose file stands inside the folder of a site?

    >>> is_public_path("/h/HJ9BN.2"), is_public_path("/glossary/../admin/"), is_public_path("/glossary/Growth Spurt?/")
    (True, False, False)
    """
    return bool(PUBLIC_PATH.fullmatch(path)) and not {".", ".."} & {*path.split("/")}


def output_path(path: str) -> str:
    """Return the file in which an address stands.

    >>> output_path("/treatment/surgery/"), output_path("/"), output_path("/feed.xml")
    ('treatment/surgery/index.html', 'index.html', 'feed.xml')

    Raises:
        RenderError: the file would stand outside the folder, or nobody can ask for the address.
    """
    if not is_public_path(path):
        raise RenderError(f"{path!r} cannot be an address: use a-z, 0-9 and hyphens, such as side-effect")
    return path.lstrip("/") + ("index.html" if path.endswith("/") else "")


def root_responses() -> dict[str, SiteResponse]:
    """Return the icons that browsers and phones ask for by themselves, at the addresses that they know."""
    folder = settings.ROOT / "static"
    return {f"/{name}": SiteResponse(200, media_type(name), (folder / name).read_bytes()) for name in ROOT_FILES}


def static_responses() -> dict[str, SiteResponse]:
    """Return the files that pages load, under the names that change with their bytes; none before `collectstatic`."""
    root = Path(settings.STATIC_ROOT)
    try:
        names = json.loads((root / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    except FileNotFoundError:
        return {}
    ours = {path.relative_to(settings.ROOT / "static").as_posix() for path in (settings.ROOT / "static").rglob("*")}
    wanted = sorted(
        hashed
        for name, hashed in names.items()
        if name in ours | {"site.css"} and not name.startswith((*ADMIN_ONLY, *ROOT_FILES))
    )
    return {
        f"{settings.STATIC_URL}{name}": SiteResponse(200, media_type(name), (root / name).read_bytes())
        for name in wanted
    }


def media_responses() -> dict[str, SiteResponse]:
    """Return the files of all pictures that any number of a page ever showed; each name stands for its bytes."""
    shown = (facts for version in selectors.versions() for facts in version.pictures.values())
    images = set(map(ResponsiveImage.from_facts, shown))
    return {address: _media(image, address) for image in images for address in image.files()}


def _media(image: ResponsiveImage, address: str) -> SiteResponse:
    # A file that is missing is empty, and an edition with something empty in it is not let out.
    name = address.rpartition("/")[2]
    return SiteResponse(200, media_type(address), LazyBody(address, lambda: selectors.picture_file(image.sha256, name)))
