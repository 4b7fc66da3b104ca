#!/usr/bin/env python
"""The site's commands: `python manage.py help`."""

import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line

from leiomyo_site.config import prepare_data_dir

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leiomyo_site.settings")
    prepare_data_dir(settings.CONFIG)
    execute_from_command_line(sys.argv)
