from django.apps import AppConfig


class EditorialConfig(AppConfig):
    name = "leiomyo_site.editorial"
    verbose_name = "Pictures, sources, audit list"
