"""Is this upload one still picture and nothing else? If so, its upright pixels; the rest of the file is left behind."""

import struct
import warnings
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MOST_BYTES = 20_000_000
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 12_000
SHORTEST_SIDE = 32
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
ASK_FOR_JPEG = "Save it as JPEG and upload that."
# What people upload by mistake, known by its first bytes.
OTHER_KINDS = (
    (b"GIF8", "a GIF"),
    (b"%PDF", "a PDF"),
    (b"%!PS", "an EPS drawing"),
    (b"BM", "a BMP"),
    (b"II*\x00", "a TIFF"),
    (b"MM\x00*", "a TIFF"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"PK\x03\x04", "a ZIP or Office file"),
    (b"8BPS", "a Photoshop file"),
)
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1")


class PictureRefused(ValueError):
    """This upload cannot be used; says in a sentence why and what to do."""


def check_picture(data: bytes) -> Image.Image:
    """Return the upright pixels of an upload as RGB or RGBA in sRGB: a new image that carries nothing else over.

    Raises:
        PictureRefused: it is no single, whole, still picture in a known format, or it is too large or too small.
    """
    if not data:
        raise PictureRefused("The file is empty. Choose the picture again.")
    if len(data) > MOST_BYTES:
        raise PictureRefused(f"The file has {len(data) / 1e6:.0f} MB; at most {MOST_BYTES / 1e6:.0f} MB can be used.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=FORMATS)
            _check_size(image)
            _check_still(image)
            _check_nothing_behind(data, str(image.format))
            image.load()
            return _upright_pixels(image)
    except UnidentifiedImageError as error:
        raise PictureRefused(_what_it_is(data)) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused(_too_large()) from error
    except (OSError, SyntaxError, ValueError, struct.error, EOFError, MemoryError) as error:
        if isinstance(error, PictureRefused):
            raise
        raise PictureRefused("The picture is damaged or not whole. Open it, save it anew, and upload that.") from error


def _too_large() -> str:
    return f"The picture has too many pixels: at most {MOST_PIXELS // 1_000_000} million. Make it smaller first."


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS or max(image.size) > LONGEST_SIDE:
        raise PictureRefused(_too_large())
    if min(image.size) < SHORTEST_SIDE:
        raise PictureRefused(f"The picture is only {image.width} by {image.height} pixels; choose a larger one.")


def _check_still(image: Image.Image) -> None:
    # A phone's JPEG may hold a second picture for depth; only its first is used.
    if image.format != "JPEG" and getattr(image, "n_frames", 1) > 1:
        raise PictureRefused("The picture moves. Moving pictures distract and can harm; upload a still one.")


def _check_nothing_behind(data: bytes, kind: str) -> None:
    """Refuse a file that is something else as well: what stands behind the end of the picture."""
    end = {"JPEG": _jpeg_end, "PNG": _png_end, "WEBP": _webp_end, "AVIF": _avif_end}[kind](data)
    behind = data[end:]
    # Phones put a second picture or a short film behind a photo; both are left behind.
    is_from_a_phone = kind == "JPEG" and (behind.lstrip(b"\x00").startswith(b"\xff\xd8") or behind[4:8] == b"ftyp")
    if behind.strip(b"\x00\xff\r\n ") and not is_from_a_phone:
        raise PictureRefused("Something else is hidden in this file behind the picture. " + ASK_FOR_JPEG)


def _jpeg_end(data: bytes) -> int:
    """Return where a JPEG’s first picture ends: walk its segments, then its scan, to the end mark."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xD9:
            return at + 2
        if mark == 0xFF or mark == 0x01 or 0xD0 <= mark <= 0xD7:
            at += 1 if mark == 0xFF else 2
            continue
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        if mark == 0xDA:
            at = _scan_end(data, at)
    return at + 2 if data[at : at + 2] == b"\xff\xd9" else len(data)


def _scan_end(data: bytes, at: int) -> int:
    while (at := data.find(b"\xff", at)) != -1 and at + 1 < len(data):
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7 and data[at + 1] != 0xFF:
            return at
        at += 1 if data[at + 1] == 0xFF else 2
    return len(data)


def _png_end(data: bytes) -> int:
    at = 8
    while at + 8 <= len(data):
        length = struct.unpack(">I", data[at : at + 4])[0]
        kind = data[at + 4 : at + 8]
        at += 12 + length
        if kind == b"IEND":
            return at
    return len(data)


def _webp_end(data: bytes) -> int:
    length = struct.unpack("<I", data[4:8])[0]
    return 8 + length + length % 2


def _avif_end(data: bytes) -> int:
    """Return where the boxes that an AVIF is made of end."""
    at = 0
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I", data[at : at + 4])[0], data[at + 4 : at + 8]
        if kind not in (b"ftyp", b"meta", b"mdat", b"free", b"skip", b"moov", b"uuid"):
            return at
        if length == 0:
            return len(data)
        at += struct.unpack(">Q", data[at + 8 : at + 16])[0] if length == 1 else max(length, 8)
    return at


def _upright_pixels(image: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I") or upright.mode == "F":  # 16 bits a channel
        upright = upright.convert("I").point(lambda value: value / 256).convert("L")
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    mode = "RGBA" if has_alpha else "RGB"
    upright = _in_srgb(upright, mode) if upright.info.get("icc_profile") else upright.convert(mode)
    clean = Image.new(mode, upright.size)
    clean.paste(upright)
    return clean


def _in_srgb(image: Image.Image, mode: str) -> Image.Image:
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
        if image.mode not in ("RGB", "RGBA", "CMYK", "L"):
            return image.convert(mode)
        alpha = image.getchannel("A") if image.mode == "RGBA" else None
        plain = image.convert("RGB") if alpha else image
        turned = ImageCms.profileToProfile(plain, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
        if alpha:
            turned.putalpha(alpha)
        return turned.convert(mode)
    except ImageCms.PyCMSError:
        return image.convert(mode)


def _what_it_is(data: bytes) -> str:
    for start, kind in OTHER_KINDS:
        if data.startswith(start):
            return f"This is {kind}. Only JPEG, PNG, WebP and AVIF pictures can be used. {ASK_FOR_JPEG}"
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return f"This is a HEIC photo. Only JPEG, PNG, WebP and AVIF pictures can be used. {ASK_FOR_JPEG}"
    head = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if b"<svg" in head:
        return "This is an SVG drawing, which can hold programs. Save it as PNG and upload that."
    if head.startswith((b"<", b"<!")):
        return f"This is a web page, not a picture. {ASK_FOR_JPEG}"
    return f"This is not a JPEG, PNG, WebP or AVIF picture, or it is damaged. {ASK_FOR_JPEG}"
