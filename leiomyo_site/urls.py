"""Editors have their own addresses; everything else is the edition's."""

from django.contrib import admin
from django.urls import path, re_path

from .edition.views import healthz, read

admin.site.site_header = "Editors’ desk"
admin.site.index_title = "What waits"
admin.site.enable_nav_sidebar = False

urlpatterns = [path("admin/", admin.site.urls), path("healthz", healthz), re_path(r"", read)]
