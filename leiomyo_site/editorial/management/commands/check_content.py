"""Check every file of content/ by the gates that an editor meets before publishing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from leiomyo_site.editorial.content_checks import CheckReport, line_number
from leiomyo_site.editorial.content_files import ContentError, ContentFile
from leiomyo_site.editorial.file_checks import check_files
from leiomyo_site.text.glossary import GlossaryError


class Command(BaseCommand):
    help = "Check every file of content/: reading grade, sentences, words, figures, links, facts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="root", type=Path, default=settings.CONTENT_DIR, help="the content folder")

    def handle(self, *, root: Path, **options: Any) -> None:
        try:
            findings = check_files(root)
        except (ContentError, GlossaryError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{'file':<58}{'grade':>6}{'longest':>9}{'hard':>6}{'uncited':>9}{'other':>7}")
        for file, found in findings:
            self.stdout.write(_row(file.path.relative_to(root), found))
        faults = [line for file, found in findings for line in _lines(file, root, found)]
        for line in faults:
            self.stderr.write(line)
        if faults:
            raise CommandError(f"{len(faults)} things to mend in {len(findings)} files.")
        self.stdout.write(f"{len(findings)} files, nothing to mend.")


def _row(path: Path, found: CheckReport) -> str:
    uncited = sum(fault.rule in ("uncited", "group", "when") for fault in found.issues)
    other = len(found.issues) - uncited - len(found.hard_words)
    longest = found.reading.longest[0].words if found.reading else 0
    grade = found.reading.grade if found.reading else 0
    return f"{path!s:<58}{grade:>6.1f}{longest:>9}{len(found.hard_words):>6}{uncited:>9}{other:>7}"


def _lines(file: ContentFile, root: Path, found: CheckReport) -> list[str]:
    source = file.path.read_text(encoding="utf-8")
    where = file.path.relative_to(root.parent)
    above = source[: max(source.find(str(file.document().to_content()["body"]).strip()), 0)].count("\n")
    return [
        f"{where}, line {above + fault.line if fault.line else line_number(source, fault.quote)}: {fault.message}"
        + (f": “{fault.quote}”" if fault.quote else "")
        for fault in found.issues
    ]
