from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "leiomyo_site.pages"
    verbose_name = "Pages"
