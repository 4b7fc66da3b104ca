"""Editors have their own addresses; everything else is the edition's."""

from django.contrib import admin
from django.urls import path, re_path

from .edition.views import healthz, read
from .editorial.desk.pictures import picture_file

admin.site.site_header = "Editors’ desk"
admin.site.index_title = "What waits"
admin.site.enable_nav_sidebar = False

urlpatterns = [
    path("admin/", admin.site.urls),
    re_path(r"^media/images/(?P<sha256>[0-9a-f]{64})/(?P<width>\d{1,4})\.(?P<ending>\w+)$", picture_file),
    path("healthz", healthz),
    re_path(r"", read),
]
