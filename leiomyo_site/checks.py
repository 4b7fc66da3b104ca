"""Warnings at every start about settings that are allowed but unwise, each with what to do.

Invalid settings stop the start in config/, before Django can check anything.
"""

import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from leiomyo_site.config import SETTINGS
from leiomyo_site.config.validators import is_loopback_only

# Closer names are taken for typing errors: CLINIC_PHONE_NIGTH is one, HOSTNAME is none of HOST.
MIN_SIMILARITY = 0.85


@register
def check_installation(**_: Any) -> list[CheckMessage]:
    """Return the warnings about this installation; about clinic and network only if others can reach it."""
    warnings = list(unknown_settings(os.environ))
    if not is_loopback_only(settings.HOST, settings.SITE_URL):
        warnings += [*_network_warnings(), *_missing_contacts()]
    return warnings


def unknown_settings(environment: Mapping[str, str]) -> Iterator[CheckMessage]:
    """Yield a warning for each variable whose name is close to that of a setting, but is not one."""
    names = [setting.name for setting in SETTINGS]
    known = {*names, *(f"{setting.name}_FILE" for setting in SETTINGS if setting.is_secret)}
    for name in sorted(set(environment) - known):
        if close := get_close_matches(name, names, n=1, cutoff=MIN_SIMILARITY):
            yield Warning(
                f"{name} is not a setting and is ignored.", hint=f"Did you mean {close[0]}?", id="leiomyo.W001"
            )


def _network_warnings() -> Iterator[CheckMessage]:
    is_https = settings.SITE_URL.startswith("https://")
    if not is_https and is_loopback_only("127.0.0.1", settings.SITE_URL):
        yield Warning(
            f"HOST={settings.HOST} lets other machines in, but every permanent link says {settings.SITE_URL}.",
            hint="Set SITE_URL to the URL that families use.",
            id="leiomyo.W002",
        )
    elif not is_https:
        yield Warning(
            f"SITE_URL={settings.SITE_URL} is not https: editors’ passwords can be read on the way.",
            hint="Put a reverse proxy with a certificate in front, and set SITE_URL to its https URL.",
            id="leiomyo.W003",
        )
    elif not settings.TRUSTED_PROXY_COUNT:
        yield Warning(
            "TRUSTED_PROXY_COUNT=0, but https needs a reverse proxy in front: all sign-ins seem to come from it.",
            hint="Set TRUSTED_PROXY_COUNT to the number of proxies of yours, and let them send X-Forwarded-For.",
            id="leiomyo.W004",
        )


def _missing_contacts() -> Iterator[CheckMessage]:
    missing = [name for name in ("CLINIC_PHONE_DAY", "CLINIC_PHONE_NIGHT") if not getattr(settings, name)]
    if missing:
        yield Warning(
            f"{' and '.join(missing)} not set: every page shows a line to write the number on.",
            hint="Set them to the numbers that families call.",
            id="leiomyo.W005",
        )
    if not settings.SECURITY_CONTACT:
        yield Warning(
            "SECURITY_CONTACT is not set: whoever finds a vulnerability does not know whom to tell.",
            hint="Set it to an address that somebody reads, such as mailto:security@example.org.",
            id="leiomyo.W006",
        )
