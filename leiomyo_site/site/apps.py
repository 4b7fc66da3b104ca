from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "leiomyo_site.site"
    verbose_name = "Public site"
