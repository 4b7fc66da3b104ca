from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "leiomyo_site.backups"
