from django.apps import AppConfig


class Backups(AppConfig):
    name = "leiomyo_site.backups"
