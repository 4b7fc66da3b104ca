"""What somebody with a link sees of a shared draft: the page, a banner that says what it is, and a place to write."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from leiomyo_site.admin.build_status import served_publication
from leiomyo_site.admin.images import send_picture
from leiomyo_site.admin.views import preview_of
from leiomyo_site.editorial.actions.share import ShareRefused, add_comment, open_share_link
from leiomyo_site.editorial.content_files import draft_at_revision
from leiomyo_site.editorial.images import current_versions
from leiomyo_site.editorial.models import DraftShareLink
from leiomyo_site.text.images import MEDIA
from leiomyo_site.text.normalization import TextRefused
from leiomyo_site.text.page import figure_names


def _answer(body: str, status: int = 200) -> HttpResponse:
    answer = HttpResponse(body, status=status)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Cache-Control"] = "no-store"
    return answer


# The link itself is the right to write, there is no session to misuse, and readers get no cookie.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def shared_draft(request: HttpRequest, token: str) -> HttpResponse:
    """Show a shared draft, and take a comment on it."""
    now = timezone.now()
    said = {"sent": False, "fault": "", "typed": ""}
    try:
        share = open_share_link(token, at=now)
    except ShareRefused as refusal:
        return _answer(render_to_string("editing/shared_draft_ended.html", {"why": str(refusal)}), 410)
    if request.method == "POST":
        typed = request.POST.get("text", "")
        try:
            add_comment(share, name=request.POST.get("name", ""), text=typed, at=now)
            said["sent"] = True
        except (ShareRefused, TextRefused) as refusal:
            said |= {"fault": str(refusal), "typed": typed}
    return _answer(_page(share, token, said), 422 if said["fault"] else 200)


def _page(share: DraftShareLink, token: str, said: dict[str, object]) -> str:
    context = {"share": share, "served": served_publication(share.save_shown.document), **said}
    before, main, after = preview_of(draft_at_revision(share.save_shown)).partition("<main")
    within, end, rest = after.partition("</main>")
    banner = render_to_string("editing/shared_draft_banner.html", context)
    form = render_to_string("editing/shared_draft_comment.html", context)
    page = before + banner + main + within + form + end + rest
    return page.replace(MEDIA, f"/shared/{token}/images/")


@never_cache
def shared_picture(request: HttpRequest, token: str, sha256: str, name: str) -> HttpResponse:
    """Send a picture of a shared draft that is not public yet."""
    try:
        shown = {
            facts["sha256"] for facts in current_versions(_names(open_share_link(token, at=timezone.now()))).values()
        }
    except ShareRefused as refusal:
        return _answer(str(refusal), 410)
    return send_picture(sha256, name) if sha256 in shown else _answer("", 404)


def _names(share: DraftShareLink) -> list[str]:
    return figure_names(share.save_shown.content["body"])
