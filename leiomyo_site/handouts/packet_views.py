"""Making packets by address: `/packet/` to choose, `/packet/6N9JC.HJ9BN` the choice, `.pdf` after it the handout.

What is chosen stands in the address and nowhere else: nothing is kept or logged, nobody is asked who it is for.
"""

from collections.abc import Sequence
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from leiomyo_site.handouts.handout import TypstParts
from leiomyo_site.handouts.packet_build import packet_dir
from leiomyo_site.handouts.packet_data import PLACEHOLDER, PacketData, read_layout, read_packet_data, read_page
from leiomyo_site.handouts.packet_layout import packet_source
from leiomyo_site.handouts.packet_request import (
    PACKET,
    PacketRequest,
    PacketSelection,
    paper_of,
    parse_codes,
    parse_path,
)
from leiomyo_site.handouts.pdf import PdfError
from leiomyo_site.handouts.pdf_worker import PdfQueue, QueueFull

PDF_QUEUE = PdfQueue()
RETRY_AFTER_SECONDS = 5
MOST_TYPED = 60


@require_safe
def packet(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer with the form, the choice, or its PDF."""
    try:
        folder = packet_dir()
        packet_data = read_packet_data(folder)
    except FileNotFoundError:
        return _no_store(_plain(gettext("Packets cannot be made just now. Try again in a minute."), 503))
    typed, paper, is_pdf = parse_path(rest)
    ticked = request.GET.getlist("p")[:MOST_TYPED]
    if not typed and ticked:
        paper = paper_of(value for name in ("size", "paper", "numbers") for value in request.GET.getlist(name)[:1])
    asked = parse_codes(typed or ticked, packet_data.selectable_pages(), paper)
    if is_pdf and asked.choice.codes:
        return _no_store(_pdf(asked, packet_data, folder))
    if ticked and not typed and not asked.problems:
        return _no_store(HttpResponseRedirect(asked.choice.path))
    if "made" in request.GET and not typed and not ticked:
        return _no_store(_page(asked, packet_data, folder, trouble=gettext("Tick at least one page.")))
    return _no_store(_page(asked, packet_data, folder, status=404 if typed and not asked.choice.codes else 200))


def _pdf(asked: PacketRequest, packet_data: PacketData, folder: Path) -> HttpResponse:
    choice = asked.choice
    pages = [read_page(folder, code) for code in choice.codes]
    source = packet_source(
        pages,
        choice,
        packet_data.publisher,
        call_card=packet_data.cards.get(pages[0].lang),
        notes=[problem.sentence for problem in asked.problems],
    )
    try:
        pdf = PDF_QUEUE.render(source, pictures=folder, at=_newest(pages))
    except QueueFull:
        trouble = gettext("Other packets are being made right now. Wait a few seconds, then open the PDF again.")
        response = _page(asked, packet_data, folder, status=503, trouble=trouble)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    except PdfError:
        trouble = gettext("This packet could not be made. Each page has a PDF of its own in the link kit.")
        return _page(asked, packet_data, folder, status=500, trouble=trouble)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="packet-{choice.codes[0]}-{len(choice.codes)}.pdf"'
    return response


def _newest(pages: Sequence[TypstParts]) -> int:
    """Return the date that a packet carries: that of its newest page, so that the same pages make the same bytes."""
    return max(page.timestamp for page in pages)


def _page(
    asked: PacketRequest, packet_data: PacketData, folder: Path, *, status: int = 200, trouble: str = ""
) -> HttpResponse:
    choice = asked.choice
    entries = packet_data.available_pages()
    chosen = [entries[code] for code in choice.codes]
    context = {
        "choice": choice,
        "chosen": [(entry, choice.moved_up(entry.code).path, choice.without(entry.code).path) for entry in chosen],
        "problems": [
            (problem.sentence, [(title, _with(choice, code)) for code, title in problem.instead])
            for problem in asked.problems
        ],
        "trouble": trouble,
        "address": f"{packet_data.publisher.site_url}{choice.path}",
        "shown": packet_data.publisher.printed_url(choice.path),
        "topics": packet_data.topics,
        "has_languages": len({topic.lang for topic in packet_data.topics}) > 1,
        "offers_numbers": any(entry.has_numbers for entry in entries.values()),
        "packet": PACKET,
    }
    html = render_to_string("handouts/packet.html", context)
    return HttpResponse(read_layout(folder).replace(PLACEHOLDER, html, 1), status=status)


def _with(choice: PacketSelection, code: str) -> str:
    """Return the address of the choice with one page more."""
    return PacketSelection((*choice.codes, code), choice.paper).path


def _plain(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")


def _no_store(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    # Django writes refused requests to its log; which pages somebody chose shall not stand there.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
