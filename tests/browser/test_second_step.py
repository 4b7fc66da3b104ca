"""The QR code of the second step is read from the screen, as a phone reads it."""

import io
import re

import cv2
import numpy
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, expect

from .admin_site import WORD

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.slow
def test_two_readers_read_the_app_s_secret_from_a_picture_of_the_screen(
    browser: Browser, admin_site: str, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{admin_site}/admin/")
    page.get_by_label("Username").fill("ruth")
    page.get_by_label("Password").fill(WORD)
    page.get_by_role("button", name="Log in").click()
    code = page.get_by_role("img", name="QR code that holds the secret below")
    expect(code).to_be_visible()
    code.scroll_into_view_if_needed()
    secret = page.locator("code").inner_text().replace(" ", "")
    # Framed on the square, as a phone is held.
    screen = Image.open(io.BytesIO(code.screenshot())).convert("RGB")
    context.close()
    read = [found.text for found in zxingcpp.read_barcodes(screen)]
    read.append(cv2.QRCodeDetectorAruco().detectAndDecode(numpy.asarray(screen))[0])
    assert [re.findall("secret=([A-Z2-7]+)", text) for text in read] == [[secret], [secret]]
