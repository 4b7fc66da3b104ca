#!/usr/bin/env python
"""The site's commands: `python manage.py help`."""

import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line

from leiomyo_site import __version__
from leiomyo_site.config import prepare_data_dir


def main(arguments: list[str]) -> None:
    """Run a command; `version` gives the version of the site, where Django would give its own."""
    if arguments[1:] in (["version"], ["--version"]):
        print(__version__)
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leiomyo_site.settings")
    prepare_data_dir(settings.CONFIG)
    execute_from_command_line(arguments)


if __name__ == "__main__":
    main(sys.argv)
