"""Decode an uploaded image to upright sRGB pixels; everything else in the file is left behind."""

import struct
import warnings
import zlib
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from leiomyo_site.images.renditions import WIDTHS

MAX_BYTES = 20_000_000
MAX_PIXELS = 50_000_000
# Their decoders need several times the memory.
MAX_PIXELS_OF = {"WEBP": 12_000_000, "AVIF": 20_000_000}
MAX_SIDE_PIXELS = 12_000
MIN_SIDE_PIXELS = 32
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
ASK_FOR_JPEG = "Save it as JPEG and upload that."
# What people upload by mistake, known by its first bytes.
OTHER_FORMATS = (
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
# What Pillow and its decoders raise for bytes that are not what their header says.
DECODE_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    RuntimeError,
    EOFError,
    struct.error,
    zlib.error,
)


class ImageRefused(ValueError):
    """This upload cannot be used; the message says why and what to do."""


def decode_upload(data: bytes) -> Image.Image:
    """Return the upright pixels of an upload as RGB or RGBA in sRGB, in a new image without metadata.

    One that is much larger than any size that is shown comes back at a half, a third and so on.

    Bytes that are no part of the first image, such as a phone's film or an appended program, are not read.

    Raises:
        ImageRefused: it is not a complete still image in a known format, or is too large or too small.
        MemoryError: it needs more memory than there is.
    """
    if not data:
        raise ImageRefused("The file is empty. Choose the picture again.")
    if len(data) > MAX_BYTES:
        raise ImageRefused(f"The file has {len(data) / 1e6:.0f} MB; at most {MAX_BYTES / 1e6:.0f} MB can be used.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow prints one for each damaged tag; the sizes are checked below
            image = Image.open(BytesIO(data), formats=FORMATS)
            _check_header(image)
            # A JPEG comes out of its decoder at a half, a quarter or an eighth already; others do not.
            image.draft(None, (max(WIDTHS), max(WIDTHS)))
            image.load()
            return _clean_pixels(_reduced(image))
    except ImageRefused:
        raise
    except UnidentifiedImageError as error:
        raise ImageRefused(_unknown_format_message(data)) from error
    except Image.DecompressionBombError as error:
        raise ImageRefused(_too_large_message()) from error
    except DECODE_ERRORS as error:
        raise ImageRefused("The picture is damaged or not whole. Open it, save it anew, and upload that.") from error


def _check_header(image: Image.Image) -> None:
    """Refuse by size and kind before any pixel is decoded."""
    most = MAX_PIXELS_OF.get(image.format or "", MAX_PIXELS)
    if image.width * image.height > most or max(image.size) > MAX_SIDE_PIXELS:
        raise ImageRefused(_too_large_message(most))
    if min(image.size) < MIN_SIDE_PIXELS:
        raise ImageRefused(f"The picture is only {image.width} by {image.height} pixels; choose a larger one.")
    # MPO is a phone's JPEG with a second view or a depth map behind it; only its first image is used.
    if image.format not in ("JPEG", "MPO") and getattr(image, "is_animated", False):
        raise ImageRefused("The picture moves. Moving pictures distract and can harm; upload a still one.")


def _too_large_message(most: int = MAX_PIXELS) -> str:
    return f"The picture has too many pixels: at most {most // 1_000_000} million. Make it smaller first."


def _reduced(image: Image.Image) -> Image.Image:
    """Return an image not much larger than the largest size that is shown."""
    factor = min(image.size) // max(WIDTHS)
    if factor < 2:
        return image
    if image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode in ("1", "P"):
        image = image.convert("RGB")
    elif image.mode.startswith("I"):
        image = image.convert("I")
    return image.reduce(factor)


def _clean_pixels(image: Image.Image) -> Image.Image:
    image = _upright(image)
    if image.mode.startswith("I") or image.mode == "F":  # 16 bits a channel
        image.info.pop("transparency", None)  # a value that 8 bits cannot hold
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    pixels = _to_srgb(image)
    if image.has_transparency_data:
        # Taken from the original: a color profile would change the color that means "see-through".
        pixels.putalpha(image.convert("RGBA").getchannel("A"))
    clean = Image.new(pixels.mode, pixels.size)
    clean.paste(pixels)
    return clean


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image) or image
    except DECODE_ERRORS:  # damaged EXIF: the pixels are whole, so show them as they lie
        return image


def _to_srgb(image: Image.Image) -> Image.Image:
    """Return RGB pixels by the image's color profile; a missing, damaged or unfit profile counts as sRGB."""
    mode = "CMYK" if image.mode == "CMYK" else "L" if image.mode in ("1", "L", "LA") else "RGB"
    base = image.convert(mode)
    if not image.info.get("icc_profile"):
        return base.convert("RGB")
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
        srgb = ImageCms.profileToProfile(base, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
        return srgb or base.convert("RGB")
    except (ImageCms.PyCMSError, *DECODE_ERRORS):
        return base.convert("RGB")


def _unknown_format_message(data: bytes) -> str:
    for start, kind in OTHER_FORMATS:
        if data.startswith(start):
            return f"This is {kind}. Only JPEG, PNG, WebP and AVIF pictures can be used. {ASK_FOR_JPEG}"
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return f"This is a HEIC photo. Only JPEG, PNG, WebP and AVIF pictures can be used. {ASK_FOR_JPEG}"
    head = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if b"<svg" in head:
        return "This is an SVG drawing, which can hold programs. Save it as PNG and upload that."
    if head.startswith(b"<"):
        return f"This is a web page, not a picture. {ASK_FOR_JPEG}"
    return f"This is not a JPEG, PNG, WebP or AVIF picture, or it is damaged. {ASK_FOR_JPEG}"
