"""The server that `make run` becomes when all is ready. Knows no Django: only the process that answers needs it.

python -m leiomyo_site.server.run 127.0.0.1 8000
"""

import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from leiomyo_site.log import LOGGING
from leiomyo_site.server.wsgi_cache import MAX_DJANGO_REQUESTS

# More than may wait for Django. A thread is made when one is needed, and ends when idle.
BLOCKING_THREADS = MAX_DJANGO_REQUESTS + 4


def serve(address: str, port: int) -> None:
    """Answer at an address until told to stop."""
    Granian(
        "leiomyo_site.wsgi:create_application_with_worker",
        factory=True,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=BLOCKING_THREADS,
        log_access=False,
        log_level=LogLevels.warning,
        log_dictconfig=LOGGING,
    ).serve()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
