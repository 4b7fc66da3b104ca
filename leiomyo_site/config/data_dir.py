"""The data folder and the secret key in it, made by whatever starts the site; importing settings writes nothing."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from leiomyo_site.config.environment import Config, ConfigurationError, expected_by
from leiomyo_site.config.validators import writable_dir


def prepare_data_dir(config: Config) -> None:
    """Make the data folder, and the secret key in it unless one is configured.

    Raises:
        ConfigurationError: DATA_DIR is not a folder, or cannot be written to.
    """
    try:
        writable_dir(config.data_dir)
        if not config.secret_key:
            stored_secret_key(config.data_dir)
    except OSError:
        raise ConfigurationError(
            f"DATA_DIR={str(config.data_dir)!r} is invalid: expected {expected_by('DATA_DIR')}"
        ) from None


def stored_secret_key(data_dir: Path) -> str:
    """Return the secret key kept in `data_dir`; the first call makes it, readable by its owner only."""
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        # Written beside and linked: of two processes that start together one wins, and neither reads half a key.
        with tempfile.NamedTemporaryFile("w", dir=data_dir, prefix=".secret_key-") as new:
            new.write(secrets.token_urlsafe(50))
            new.flush()
            with suppress(FileExistsError):
                os.link(new.name, path)
    return path.read_text().strip()
