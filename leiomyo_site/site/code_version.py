"""Which code and templates make the pages: when they change, everything is made again."""

from functools import cache

from django.conf import settings

from leiomyo_site.site.input_key import input_key

FOLDERS = ("templates", "leiomyo_site", "static", "styles")
ENDINGS = frozenset({".py", ".html", ".css", ".js", ".svg", ".json", ".yaml", ".typ", ".ttf"})
SETTINGS = (
    "SITE_URL",
    "SITE_NAME",
    "CLINIC_NAME",
    "CLINIC_PHONE_DAY",
    "CLINIC_PHONE_NIGHT",
    "HOSPICE_PHONE",
    "EMERGENCY_NUMBER",
    "CRISIS_NUMBER",
    "SECURITY_CONTACT",
)


@cache
def code_version() -> str:
    """Return a hash of all files that make pages, of the parts they use, of the condition, and of settings shown."""
    paths = sorted(path for folder in FOLDERS for path in (settings.ROOT / folder).rglob("*") if path.suffix in ENDINGS)
    return input_key(
        [(path.relative_to(settings.ROOT).as_posix(), path.read_bytes()) for path in paths],
        (settings.ROOT / "requirements.txt").read_bytes(),
        (settings.CONTENT_DIR / "condition.yaml").read_bytes(),
        {name: getattr(settings, name) for name in SETTINGS},
    )
