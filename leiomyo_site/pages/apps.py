from django.apps import AppConfig


class Pages(AppConfig):
    name = "leiomyo_site.pages"
    verbose_name = "Pages"
