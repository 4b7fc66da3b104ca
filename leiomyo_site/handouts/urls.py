"""The one address of this room that needs Django; all others are baked."""

from django.urls import path

from leiomyo_site.handouts.views import check

urlpatterns = [path("check/", check)]
