"""The addresses of handouts that need Django: the check of links, and packets, which a QR code says in capitals."""

from django.urls import path

from leiomyo_site.handouts.packet_views import packet
from leiomyo_site.handouts.views import check

urlpatterns = [
    path("for-clinics/check/", check),
    *(path(f"{packets}/{rest}", packet) for packets in ("packet", "PACKET") for rest in ("", "<path:rest>")),
]
