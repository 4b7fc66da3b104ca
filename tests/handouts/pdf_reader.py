"""Looking at PDFs with readers that are none of ours."""

import io
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pikepdf
import zxingcpp
from PIL import Image

from tests.tools import tool_path

POINTS = {"us-letter": (612, 792), "a4": (595, 842)}


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


@lru_cache(maxsize=128)
def text_of(pdf: bytes) -> str:
    """Return all words of a PDF in reading order, each run of white space as one space."""
    done = subprocess.run([tool_path("pdftotext"), "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Yield the elements of the tag tree in reading order."""
    yield from _walk(pdf.Root.StructTreeRoot.K)


def _walk(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _walk(child)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        if "/K" in node:
            yield from _walk(node.K)


def fonts(pdf: pikepdf.Pdf) -> set[str]:
    """Return the names of all fonts; fails if one is not inside the file."""
    found = set()
    for font in (item for item in pdf.objects if isinstance(item, pikepdf.Dictionary)):
        if font.get("/Type") == "/FontDescriptor":
            assert "/FontFile2" in font or "/FontFile3" in font, f"{font.FontName} is not embedded"
            found.add(str(font.FontName).partition("+")[2])
    return found


def codes_on(pdf: bytes, folder: Path, *, page: int) -> list[str]:
    """Return what QR codes on a sheet say, as a phone reads them from a print of 150 dots an inch."""
    (folder / "sheet.pdf").write_bytes(pdf)
    command = [tool_path("pdftoppm"), "-r", "150", "-gray", "-f", str(page), "-l", str(page), "-singlefile"]
    subprocess.run([*command, str(folder / "sheet.pdf"), str(folder / "sheet")], check=True, capture_output=True)
    return [found.text for found in zxingcpp.read_barcodes(Image.open(folder / "sheet.pgm"))]


def is_white_at_the_edges(pdf: bytes, folder: Path, *, edge_mm: float) -> bool:
    """Is no sheet printed on within some millimetres of its left, right and upper edge?"""
    dots = 50
    (folder / "sheets.pdf").write_bytes(pdf)
    command = [tool_path("pdftoppm"), "-r", str(dots), "-gray", str(folder / "sheets.pdf"), str(folder / "sheet")]
    subprocess.run(command, check=True)
    edge = round(edge_mm / 25.4 * dots)
    seen = [Image.open(path) for path in sorted(folder.glob("sheet-*.pgm"))]
    assert seen
    return all(
        one.crop(box).getextrema() == (255, 255)
        for one in seen
        for box in ((0, 0, edge, one.height), (one.width - edge, 0, one.width, one.height), (0, 0, one.width, edge))
    )
