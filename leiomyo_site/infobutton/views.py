"""The two addresses for electronic records: a service for programs, and a page for people.

Nothing of a request is stored, logged or shown again but codes and words that were recognized.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from uuid import uuid4

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt

from leiomyo_site.infobutton.atom import to_json, to_jsonp, to_xml
from leiomyo_site.infobutton.catalogue import catalogues
from leiomyo_site.infobutton.code_systems import SYSTEMS
from leiomyo_site.infobutton.code_table import CodeTable, read_table
from leiomyo_site.infobutton.matching import ConceptMatch, match
from leiomyo_site.infobutton.request import (
    LONGEST_REQUEST_BYTES,
    InfobuttonRequest,
    InvalidRequest,
    decode_parameters,
    has_criteria,
    parse_request,
)
from leiomyo_site.infobutton.response import (
    InfobuttonFeed,
    SiteIdentity,
    build_feed,
    choose_catalogue,
    medline_plus_url,
)
from leiomyo_site.site.layout import render_in_layout
from leiomyo_site.site.site_content import condition
from leiomyo_site.text.condition import in_language
from leiomyo_site.text.urls import DEFAULT_LANG

METHODS = ("GET", "HEAD", "POST")
FORM = "application/x-www-form-urlencoded"
View = Callable[[HttpRequest], HttpResponseBase]


def _for_records(view: View) -> View:
    """Let records call a view from anywhere, show it in their frames where a setting says so, and keep nothing."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponseBase:
        frames = csp_replace({"frame-ancestors": settings.EHR_FRAME_ANCESTORS or [NONE]})
        response = frames(view)(request)
        if response.status_code == 405:
            response["Allow"] = ", ".join(METHODS)
        response["Cache-Control"] = "no-cache, no-store"
        response["Pragma"] = "no-cache"
        response["Referrer-Policy"] = "no-referrer"
        # Django writes refused requests to its log, and the whole address hangs on each such line.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response

    return csrf_exempt(xframe_options_exempt(wrapped))


@_for_records
def service(request: HttpRequest) -> HttpResponse:
    """Answer a program with Atom, JSON, JSONP or, where it asks for that, the page for people."""
    try:
        asked = parse_request(_values(request))
    except InvalidRequest as refusal:
        response = HttpResponse(f"{refusal}\n", status=refusal.status, content_type="text/plain; charset=utf-8")
    else:
        response = _answer(asked)
    # Any record may read the answer: it is public, and nobody is signed in here.
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@_for_records
def application(request: HttpRequest) -> HttpResponse:
    """Show a family or a clinician the pages for a code; without a code, a form to look one up."""
    try:
        values = _values(request)
        if not has_criteria(values):
            return _page("help", gettext("Look up a code"), systems=_systems(), **_examples())
        asked = parse_request({**values, "knowledgeresponsetype": "text/html"})
    except InvalidRequest as refusal:
        response = _page("refused", gettext("This link did not work"), sentence=str(refusal))
        response.status_code = refusal.status
        return response
    return _answer(asked)


def _values(request: HttpRequest) -> dict[str, str]:
    """Return the values of a request, from its address and its form body.

    Raises:
        Refused: wrong method, a body that is not a form in UTF-8, or values that cannot be read.
    """
    if request.method not in METHODS:
        raise InvalidRequest(405, f"Send the request with one of {', '.join(METHODS)}.")
    query = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
    if request.method != "POST":
        return decode_parameters(query)
    charset = (request.content_params or {}).get("charset", "utf-8").strip('"').lower()
    if request.content_type != FORM or charset not in ("utf-8", "utf8"):
        raise InvalidRequest(415, f"Send the body as {FORM} in UTF-8.")
    try:
        body = request.read(LONGEST_REQUEST_BYTES + 1)
    except UnreadablePostError:
        raise InvalidRequest(400, "The request did not arrive whole. Send it again.") from None
    return decode_parameters(query, body)


def _answer(asked: InfobuttonRequest) -> HttpResponse:
    found = match(asked, _table())
    site = SiteIdentity(settings.SITE_NAME, settings.SITE_URL, condition())
    feed = build_feed(asked, found, choose_catalogue(asked, catalogues()), site=site, now=timezone.now())
    new_id = f"urn:uuid:{uuid4()}"
    if asked.format == "html":
        return _html(feed, found)
    if asked.format == "json":
        return HttpResponse(to_json(feed, new_id=new_id), content_type="application/json")
    if asked.format == "jsonp":
        script = to_jsonp(feed, callback=asked.callback, new_id=new_id)
        return HttpResponse(script, content_type="application/javascript")
    return HttpResponse(to_xml(feed, new_id=new_id), content_type="text/xml; charset=utf-8")


def _html(feed: InfobuttonFeed, found: ConceptMatch) -> HttpResponse:
    if not feed.entries:
        return _page("nothing", gettext("We have no page for this"), medline_plus=medline_plus_url(found))
    checked = all(entry.page.is_checked for entry in feed.entries)
    tier = found.tier.value if found.tier else ""
    context = {"entries": feed.entries, "tier": tier, "is_checked": checked, **_illness(feed.lang)}
    return _page("pages", gettext("Pages to read"), lang=feed.lang, **context)


def _page(name: str, heading: str, *, lang: str = DEFAULT_LANG, **context: object) -> HttpResponse:
    return HttpResponse(render_in_layout(f"infobutton/{name}.html", heading=heading, context=context, lang=lang))


def _illness(lang: str) -> dict[str, str]:
    """Return what the note above pages that are less than sure says of the illness, in a language."""
    about = condition()
    texts = {"illness": about.name, "related": about.codes.related}
    return {key: in_language(text, lang) for key, text in texts.items()}


def _examples() -> dict[str, str]:
    """Return what the help names as examples of codes, in the site's language."""
    about = condition()
    texts = {"illness": about.name, "others": about.codes.others, "excluded": about.codes.excluded}
    examples = {key: in_language(text, DEFAULT_LANG) for key, text in texts.items()}
    return {**examples, "wider_example": about.codes.wider_example}


def _systems() -> list[tuple[str, str]]:
    """Return OID and name of every code system that the table covers."""
    return [(system.oid, system.name) for system in SYSTEMS if _table().covers(system)]


def _table() -> CodeTable:
    return _read_table(settings.CONTENT_DIR)


@lru_cache(maxsize=2)
def _read_table(content_dir: Path) -> CodeTable:
    return read_table(content_dir / "codes.csv", condition().codes)
