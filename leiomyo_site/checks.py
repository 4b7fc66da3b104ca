"""What is allowed but not good in an installation: warnings at every start, each with what to do.

What is not allowed stops the start in config/, before Django can check anything.
"""

import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from .config import SETTINGS
from .config.validators import is_loopback_only

# Closer names are taken for slips: CLINIC_PHONE_NIGTH is one, HOSTNAME is none of HOST.
LIKENESS = 0.85


@register
def check_installation(**_: Any) -> list[CheckMessage]:
    """Return the warnings about this installation."""
    found = list(unknown_settings(os.environ))
    if not is_loopback_only(settings.HOST, settings.SITE_URL):
        found += [*_about_the_way_here(), *_about_what_families_need()]
    return found


def unknown_settings(environment: Mapping[str, str]) -> Iterator[CheckMessage]:
    """Yield a warning for each variable that is no setting, but nearly has the name of one."""
    names = [setting.name for setting in SETTINGS]
    known = {*names, *(f"{setting.name}_FILE" for setting in SETTINGS if setting.is_secret)}
    for name in sorted(set(environment) - known):
        if like := get_close_matches(name, names, n=1, cutoff=LIKENESS):
            yield Warning(f"{name} is no setting, and is not read.", hint=f"Is {like[0]} meant?", id="leiomyo.W001")


def _about_the_way_here() -> Iterator[CheckMessage]:
    is_secure = settings.SITE_URL.startswith("https://")
    if not is_secure and is_loopback_only("127.0.0.1", settings.SITE_URL):
        yield Warning(
            f"HOST={settings.HOST} lets other machines in, but every permanent link says {settings.SITE_URL}.",
            hint="Set SITE_URL to the address that families use.",
            id="leiomyo.W002",
        )
    elif not is_secure:
        yield Warning(
            f"SITE_URL={settings.SITE_URL} has no https: passwords of editors can be read on the way.",
            hint="Put a web server with a certificate in front, and set SITE_URL to its https address.",
            id="leiomyo.W003",
        )
    elif not settings.TRUSTED_PROXY_COUNT:
        yield Warning(
            "TRUSTED_PROXY_COUNT=0, but https needs a reverse proxy in front: all sign-ins seem to come from it.",
            hint="Set TRUSTED_PROXY_COUNT to the number of proxies of yours, and let them send X-Forwarded-For.",
            id="leiomyo.W004",
        )


def _about_what_families_need() -> Iterator[CheckMessage]:
    missing = [name for name in ("CLINIC_PHONE_DAY", "CLINIC_PHONE_NIGHT") if not getattr(settings, name)]
    if missing:
        yield Warning(
            f"{' and '.join(missing)} not set: every page shows a line to write the number on.",
            hint="Set them to the numbers that families call.",
            id="leiomyo.W005",
        )
    if not settings.SECURITY_CONTACT:
        yield Warning(
            "SECURITY_CONTACT is not set: who finds a hole in security does not know whom to tell.",
            hint="Set it to an address that somebody reads, such as mailto:security@example.org.",
            id="leiomyo.W006",
        )
