"""The WSGI application of `make run`: the reader for families, the desk for editors, and the publisher beside them."""

import threading

from leiomyo_site.wsgi import application

# Needs Django, which the line above made ready.
from leiomyo_site.edition.publisher import publisher  # isort: skip

__all__ = ["application"]

threading.Thread(target=publisher().run, daemon=True).start()
