"""The WSGI application that a server runs: the reader for families, Django behind it for editors."""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from leiomyo_site.config import prepare_data_dir
from leiomyo_site.edition.reader import Reader

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leiomyo_site.settings")
prepare_data_dir(settings.CONFIG)
desk = get_wsgi_application()
application = Reader(Path(settings.DATA_DIR) / "editions", rest=desk).watch()
