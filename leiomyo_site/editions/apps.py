from django.apps import AppConfig

from leiomyo_site import checks  # noqa: F401 - it registers itself


class EditionsConfig(AppConfig):
    name = "leiomyo_site.editions"
    verbose_name = "Edition"
