"""Gather what is to be translated: Django's own command, which learns to read the public templates."""

from collections.abc import Iterator
from pathlib import Path

from django.core.management.commands import makemessages
from jinja2.ext import extract_from_ast

from leiomyo_site.site.template_engine import environment


class TemplateFile(makemessages.BuildFile):
    """A template; a public one is written out as calls that xgettext reads, each on its own line."""

    def preprocess(self) -> None:
        source = Path(self.path).read_text(encoding="utf-8")
        if not self.is_templatized or "public" not in Path(self.path).parts:
            super().preprocess()
            return
        Path(self.work_path).write_text("\n".join(_calls(source)), encoding="utf-8")


class Command(makemessages.Command):
    help = "Gather the words to translate into locale/, from Python and from templates."
    build_file_class = TemplateFile


def sentences(source: str) -> Iterator[tuple[int, str]]:
    """Yield every sentence of a public template that is translated, with its line."""
    for line, _, message in extract_from_ast(environment().parse(source), gettext_functions=("_",)):
        yield line, str(message[0] if isinstance(message, tuple) else message)


def _calls(source: str) -> list[str]:
    found = list(sentences(source))
    lines = [""] * max((line for line, _ in found), default=0)
    for line, sentence in found:
        lines[line - 1] += f"_({sentence!r}); "
    return lines
