"""Which code and templates make the pages: when they change, everything is made again."""

import hashlib
from functools import cache

from django.conf import settings

FOLDERS = ("templates", "leiomyo_site", "static", "styles")
ENDINGS = frozenset({".py", ".html", ".css", ".js", ".svg", ".json", ".yaml", ".typ", ".ttf"})


@cache
def code_version() -> str:
    """Return a hash of all files that make pages, of the parts they use, of the condition, and of settings shown."""
    found = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((settings.ROOT / folder).rglob("*")):
            if path.suffix in ENDINGS:
                found.update(str(path.relative_to(settings.ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    found.update((settings.ROOT / "requirements.txt").read_bytes())
    found.update((settings.CONTENT_DIR / "condition.yaml").read_bytes())
    shown = (
        "SITE_URL",
        "SITE_NAME",
        "CLINIC_NAME",
        "CLINIC_PHONE_DAY",
        "CLINIC_PHONE_NIGHT",
        "EMERGENCY_NUMBER",
        "SECURITY_CONTACT",
    )
    found.update(repr([getattr(settings, name) for name in shown]).encode())
    return found.hexdigest()
