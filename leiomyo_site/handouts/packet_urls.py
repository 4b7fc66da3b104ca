"""The addresses of packets; a QR code says them in capitals."""

from django.urls import path

from leiomyo_site.handouts.packet_views import packet

urlpatterns = [path(f"{packets}/{rest}", packet) for packets in ("packet", "PACKET") for rest in ("", "<path:rest>")]
