"""Everything that differs between two installations, read once from the environment and checked at start."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from . import guarded

ROOT = Path(__file__).resolve().parent.parent


class ConfigurationError(SystemExit):
    """A setting cannot be used; the process ends with one line that says which, what it got, and what it takes."""


@dataclass(frozen=True)
class Setting:
    """One environment variable: what it means, what it takes, its default as text, and how it is read."""

    name: str
    meaning: str
    takes: str
    default: str
    read: Callable[[str], object]
    is_secret: bool = False


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65535:
        raise ValueError
    return port


def _kept(text: str) -> int:
    kept = int(text)
    if not 2 <= kept <= 99:
        raise ValueError
    return kept


def _few(text: str) -> int:
    few = int(text)
    if not 0 <= few <= 9:
        raise ValueError
    return few


def _flag(text: str) -> bool:
    return {"0": False, "1": True}[text]


def _site_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise ValueError
    if parts.port == 0 or parts.username or parts.fragment:
        raise ValueError
    return text.rstrip("/")


def _database_url(text: str) -> str:
    if text and urlsplit(text).scheme not in ("postgresql", "postgres"):
        raise ValueError
    return text


def _phone(text: str) -> str:
    if text:
        _number(text)
    return text


def _number(text: str) -> str:
    if not re.fullmatch(r"\+?[\d ().-]{3,20}", text):
        raise ValueError
    return text


def _server(text: str) -> tuple[str, int]:
    if not text:
        return "", 25
    host, _, port = text.rpartition(":")
    if not host:
        raise ValueError
    return host, _port(port)


def _mail(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise ValueError
    return text


def _time_zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError from error


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(host.strip() for host in text.split(",") if host.strip())


def _frames(text: str) -> tuple[str, ...]:
    addresses = _hosts(text)
    if not all(re.fullmatch(r"https?://(\*\.)?[a-z0-9.-]+(:[0-9]{1,5})?", address) for address in addresses):
        raise ValueError
    return addresses


SETTINGS = (
    Setting("PORT", "port that `make run` serves on", "1 to 65535", "8000", _port),
    Setting("HOST", "address that `make run` listens on", "an IP address", "127.0.0.1", guarded.address),
    Setting(
        "DATA_DIR",
        "folder for the database, editions and everything written",
        "a folder that can be written to",
        "data",
        guarded.folder,
    ),
    Setting(
        "DATABASE_URL",
        "a Postgres server; empty keeps everything in one SQLite file in DATA_DIR",
        "such as postgresql://user:password@host/name",
        "",
        _database_url,
        is_secret=True,
    ),
    Setting(
        "SITE_URL",
        "the site’s address, for permanent links",
        "such as https://lms.example.org",
        "http://127.0.0.1:8000",
        _site_url,
    ),
    Setting(
        "ALLOWED_HOSTS",
        "host names that are answered, besides that of SITE_URL",
        "names in full, without *, with commas between",
        "",
        guarded.names,
    ),
    Setting(
        "FRONT_SERVERS",
        "how many servers of ours pass requests on, such as 1 for nginx; decides which address a sign-in comes from",
        "0 to 9",
        "0",
        _few,
    ),
    Setting("SITE_NAME", "name shown at the top of every page", "a text", "Family guide", guarded.text),
    Setting("CLINIC_NAME", "who the family calls", "a text", "your care team", guarded.text),
    Setting(
        "CLINIC_PHONE_DAY", "the team’s number by day; empty shows a line to write on", "a phone number", "", _phone
    ),
    Setting("CLINIC_PHONE_NIGHT", "the number at night and on weekends", "a phone number", "", _phone),
    Setting("EMERGENCY_NUMBER", "the local emergency number", "a phone number", "911", _number),
    Setting(
        "CLINIC_TIME_ZONE",
        "the clock by which editors set and see times",
        "a name such as America/New_York",
        "UTC",
        _time_zone,
    ),
    Setting("EDITIONS_KEPT", "how many editions of the site are kept to go back to", "2 to 99", "5", _kept),
    Setting("MAIL_SERVER", "server that takes reminders for editors; empty sends none", "host:port", "", _server),
    Setting("MAIL_FROM", "address that reminders come from", "a mail address", "noreply@localhost", _mail),
    Setting(
        "EHR_FRAMES",
        "electronic records that may show /infobutton/application inside their own pages",
        "addresses such as https://ehr.example.org, with commas between",
        "",
        _frames,
    ),
    Setting(
        "EHR_CARE_CODES",
        "1 answers records’ codes for care that other illnesses need too, such as chemotherapy or an MRI",
        "0 or 1",
        "1",
        _flag,
    ),
    Setting(
        "DESK_NETWORKS",
        "networks from which the desk can be reached; empty lets it be reached from everywhere",
        "such as 10.1.0.0/16, 192.0.2.7/32, with commas between",
        "",
        guarded.networks,
    ),
    Setting(
        "SECURITY_CONTACT",
        "where to write about a hole in security, for /.well-known/security.txt; empty has no such page",
        "such as mailto:security@example.org or https://example.org/security",
        "",
        guarded.contact,
    ),
    Setting(
        "SECRET_KEY",
        "signs editors’ sessions and links to drafts; made and kept in DATA_DIR when empty",
        "at least 50 random characters",
        "",
        guarded.key,
        is_secret=True,
    ),
    Setting(
        "DEBUG",
        "1 shows errors in the browser; refused where HOST or SITE_URL lets other machines in",
        "0 or 1",
        "0",
        _flag,
    ),
)


def read_settings(environment: Mapping[str, str] = os.environ) -> dict[str, object]:
    """Return every setting by name.

    >>> read_settings({"PORT": "8080"})["PORT"]
    8080

    Raises:
        ConfigurationError: a value is not what the setting takes.
    """
    values: dict[str, object] = {}
    for setting in SETTINGS:
        text = _given(setting, environment)
        try:
            values[setting.name] = setting.read(text)
        except (ValueError, KeyError):
            got = f" (not shown: {len(text)} characters)" if setting.is_secret else f"={text!r}"
            raise ConfigurationError(f"{setting.name}{got} cannot be used: it takes {setting.takes}") from None
    if values["DEBUG"] and not guarded.is_at_home(str(values["HOST"]), str(values["SITE_URL"])):
        raise ConfigurationError(
            "DEBUG='1' cannot be used: it shows the code to everybody, and with this HOST or SITE_URL other machines "
            "can reach the site; it takes 0 there"
        )
    return values


def _given(setting: Setting, environment: Mapping[str, str]) -> str:
    """Return what stands in the environment for a setting; a secret may stand in a file that NAME_FILE names.

    Raises:
        ConfigurationError: both are there, or the file cannot be read.
    """
    name = f"{setting.name}_FILE"
    if not setting.is_secret or name not in environment:
        return environment.get(setting.name, setting.default)
    if setting.name in environment:
        raise ConfigurationError(f"{name} and {setting.name} are both set: set one of them")
    try:
        return Path(environment[name]).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise ConfigurationError(
            f"{name}={environment[name]!r} cannot be used: {why}; it takes a file with {setting.takes}"
        ) from None


def secret_key(given: str, data_dir: Path) -> str:
    """Return the key that signs sessions: the one given, or one made at first start and kept in `data_dir`."""
    if given:
        return given
    kept = data_dir / "secret_key"
    try:
        with os.fdopen(os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return kept.read_text().strip()
