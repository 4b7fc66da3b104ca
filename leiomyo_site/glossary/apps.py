from django.apps import AppConfig


class GlossaryConfig(AppConfig):
    name = "leiomyo_site.glossary"
    label = "glossary"
    verbose_name = "Glossary"
