from django.apps import AppConfig


class Edition(AppConfig):
    name = "leiomyo_site.edition"
    verbose_name = "Edition"
