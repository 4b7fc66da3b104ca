"""The addresses of search, in every language of the site."""

from django.conf import settings
from django.urls import path

from leiomyo_site.search.views import search, suggest
from leiomyo_site.text.urls import lang_prefix

urlpatterns = [
    path(lang_prefix(lang).removeprefix("/") + address, view, {"lang": lang})
    for lang, _ in settings.LANGUAGES
    for address, view in (("search/", search), ("search/suggest", suggest))
]
