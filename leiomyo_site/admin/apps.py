from django.apps import AppConfig


class EditingConfig(AppConfig):
    name = "leiomyo_site.admin"
    # "admin" is Django's own.
    label = "editing"
    verbose_name = "Editing"
