"""The QR code on a printed sheet: part of the page, since a printer does not wait for pictures."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from leiomyo_site.handouts.qr import qr_inline

register = template.Library()


@register.simple_tag
def qr_drawing(words: str) -> SafeString:
    """Return a QR code as a drawing inside the page; made only when the page is."""
    return mark_safe(qr_inline(words))
