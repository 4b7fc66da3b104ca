"""Say which texts are past their check date or will be within 60 days."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from leiomyo_site.editorial.content_files import text_models
from leiomyo_site.editorial.overview import due_texts


class Command(BaseCommand):
    help = "Print the texts that are to be checked again, soonest first."

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        texts = [text for model in text_models() for text in model.objects.all()]
        for text, day in due_texts(texts, now=now):
            self.stdout.write(f"{day:%Y-%m-%d}  {'overdue' if day <= now else 'due'}  {text.slug}")
