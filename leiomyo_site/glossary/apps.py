from django.apps import AppConfig


class Glossary(AppConfig):
    name = "leiomyo_site.glossary"
    label = "glossary"
    verbose_name = "Glossary"
