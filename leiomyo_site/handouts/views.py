"""The page on which staff paste a template and learn how each of our links in it stands. Nothing pasted is kept."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from leiomyo_site.editorial import selectors as published
from leiomyo_site.handouts.link_check import MAX_LINKS, by_severity, check_text, our_hosts
from leiomyo_site.site.layout import render_in_layout
from leiomyo_site.site.version_history import histories

METHODS = ("GET", "HEAD", "POST")
# A long template has some 20,000 signs; each may take nine bytes in a form.
LONGEST_SIGNS = 60_000
LONGEST_BYTES = 9 * LONGEST_SIGNS


class LinkCheckRefused(Exception):
    """A text cannot be looked through; says why and what to do."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@csrf_exempt
def check(request: HttpRequest) -> HttpResponse:
    """Show the form, and below it what was found; it changes nothing, so that no token and no cookie is needed."""
    if request.method not in METHODS:
        return HttpResponse(status=405, headers={"Allow": ", ".join(METHODS)})
    try:
        response = _page(_pasted(request) if request.method == "POST" else None)
    except LinkCheckRefused as refusal:
        response = _page(None, refusal=str(refusal))
        response.status_code = refusal.status
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    # Django writes refused requests to its log; nothing of a template may stand there.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _pasted(request: HttpRequest) -> str:
    """Return the text of the form.

    Raises:
        Refused: it is too long, or did not arrive whole.
    """
    too_long = gettext("This text is too long: at most %(signs)s signs. Paste one template at a time.")
    try:
        body = request.read(LONGEST_BYTES + 1)
    except UnreadablePostError:
        raise LinkCheckRefused(400, gettext("The text did not arrive whole. Send it again.")) from None
    form = QueryDict(body[: LONGEST_BYTES + 1], encoding="utf-8") if len(body) <= LONGEST_BYTES else None
    pasted = form.get("text", "") if form else ""
    if form is None or len(pasted) > LONGEST_SIGNS:
        raise LinkCheckRefused(413, too_long % {"signs": f"{LONGEST_SIGNS:,}"})
    return pasted


def _page(pasted: str | None, *, refusal: str = "") -> HttpResponse:
    texts = histories(published.versions())
    ours = our_hosts(urlsplit(settings.SITE_URL).hostname or "", settings.ALLOWED_HOSTS)
    found = check_text(pasted, texts, ours) if pasted else []
    context = {
        "is_answer": pasted is not None,
        "refusal": refusal,
        "found": found,
        "counts": [(verdict.value, count) for verdict, count in by_severity(found)],
        "is_cut": len(found) >= MAX_LINKS,
        "most": MAX_LINKS,
        "site_host": settings.SITE_URL.partition("://")[2],
    }
    return HttpResponse(render_in_layout("handouts/check.html", heading=gettext("Check my links"), context=context))
