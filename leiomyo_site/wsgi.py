"""The WSGI application that a server runs: families are answered from the edition, editors by Django behind it.

Importing this module sets Django up, as in every Django project, and starts nothing: a thread begins when one of the
functions below is called, or when a server asks for `application`.
"""

import os
import threading
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leiomyo_site.settings")
django_application = get_wsgi_application()

# These need Django set up.
from django.conf import settings  # noqa: E402

from leiomyo_site.config import prepare_data_dir  # noqa: E402
from leiomyo_site.editions.worker import supervise  # noqa: E402
from leiomyo_site.server.wsgi_cache import StaticResponseServer  # noqa: E402


def create_application() -> StaticResponseServer:
    """Return the application of one process, which looks for new editions."""
    prepare_data_dir(settings.CONFIG)
    return StaticResponseServer(
        settings.EDITIONS_DIR, fallback=django_application, emergency=settings.EMERGENCY_NUMBER
    ).watch()


def create_application_with_worker() -> StaticResponseServer:
    """Return the application of `manage.py serve`, whose process also publishes what is due and bakes."""
    threading.Thread(target=supervise, daemon=True).start()
    return create_application()


def __getattr__(name: str) -> Any:
    """Make `application` when a server asks for it, not when this module is imported."""
    if name == "application":
        return create_application()
    raise AttributeError(name)
