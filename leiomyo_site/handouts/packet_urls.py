"""The addresses of packets, in any letter case, since they are typed from paper and scanned in capitals."""

from django.urls import re_path

from .packet_views import packet

urlpatterns = [re_path(r"(?i:^packet)/(?P<rest>.*)$", packet)]
