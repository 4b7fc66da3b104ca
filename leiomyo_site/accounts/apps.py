from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "leiomyo_site.accounts"
    verbose_name = "Accounts"
