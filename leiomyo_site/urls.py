"""Editors have their own addresses; everything else is the edition's."""

from django.contrib import admin
from django.urls import include, path, re_path

from leiomyo_site.accounts.views import second_factor
from leiomyo_site.admin.build_status import build_status_view
from leiomyo_site.admin.images import picture_file
from leiomyo_site.admin.shared_draft import shared_draft, shared_picture
from leiomyo_site.editions.views import public_page

# Not only for errors in the code: a database that does not answer ends here too.
handler500 = "leiomyo_site.errors.server_error"
handler403 = "leiomyo_site.accounts.views.forbidden"

admin.site.site_header = "Leiomyo administration"
admin.site.index_title = "What waits"
admin.site.enable_nav_sidebar = False

PICTURE = r"(?P<sha256>[0-9a-f]{64})/(?P<name>\d{1,4}\.\w{3,4})"

urlpatterns = [
    path("admin/second-factor/", second_factor, name="second_factor"),
    path("admin/edition/", admin.site.admin_view(build_status_view), name="build_status"),
    path("admin/", admin.site.urls),
    re_path(rf"^media/images/{PICTURE}$", picture_file),
    path("shared/<token>/", shared_draft, name="shared"),
    re_path(rf"^shared/(?P<token>[^/]+)/images/{PICTURE}$", shared_picture),
    path("infobutton/", include("leiomyo_site.infobutton.urls")),
    path("", include("leiomyo_site.handouts.urls")),
    path("", include("leiomyo_site.search.urls")),
    re_path(r"", public_page),
]
