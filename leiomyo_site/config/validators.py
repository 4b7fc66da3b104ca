"""How the text of a setting becomes its value. Each raises ValueError where the text is not valid."""

import ipaddress
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from leiomyo_site.config.database import postgres_settings
from leiomyo_site.config.phone_lines import NUMBER

SECRET_KEY_LENGTH = 50
SECRET_KEY_UNIQUE_CHARACTERS = 10
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
T = TypeVar("T")


def matching(pattern: str) -> Callable[[str], str]:
    """Return a validator of texts that match a regular expression as a whole."""

    def validate(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"does not match {pattern}")
        return text

    return validate


def optional(validate: Callable[[str], str]) -> Callable[[str], str]:
    """Return a validator that allows an empty text too."""
    return lambda text: validate(text) if text else ""


def list_of(validate: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """Return a validator of lists with commas; spaces around the parts, and empty parts, are dropped."""
    return lambda text: tuple(validate(part.strip()) for part in text.split(",") if part.strip())


def int_between(lowest: int, highest: int) -> Callable[[str], int]:
    """Return a validator of whole numbers, both ends included.

    >>> int_between(2, 99)("5")
    5
    """

    def validate(text: str) -> int:
        number = int(text)
        if not lowest <= number <= highest:
            raise ValueError(f"{number} is out of range")
        return number

    return validate


non_empty = matching(r"(?s).*\S.*")
port = int_between(1, 65535)
phone_number = matching(NUMBER.pattern)
email_address = matching(r"[^@\s]+@[^@\s]+")
# Names in full: a wildcard would let a page be requested under a stranger's name.
hostnames = list_of(matching(r"[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9a-f:.]+\]"))
frame_ancestors = list_of(matching(r"https?://(\*\.)?[a-z0-9.-]+(:[0-9]{1,5})?"))
# RFC 9116 allows any URI; these three are what people can act on.
security_contact = optional(matching(r"mailto:[^@\s?]+@[^@\s?]+|https://[\w.-]+(/\S*)?|tel:\+[\d-]+"))


def flag(text: str) -> bool:
    """Return a switch that is written as 0 or 1."""
    return matching("[01]")(text) == "1"


def site_url(text: str) -> str:
    """Return the URL of a whole site, without the slash at its end."""
    # Python would drop some of what may not stand in a URL, and take the rest for one.
    if not re.fullmatch(r"[!-~]+", text):
        raise ValueError("not the URL of a site")
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise ValueError("not the URL of a site")
    if parts.port == 0 or parts.username or parts.fragment:
        raise ValueError("not the URL of a site")
    return text.rstrip("/")


def postgres_url(text: str) -> str:
    """Return the URL of a Postgres database."""
    postgres_settings(text)
    return text


def mail_server(text: str) -> tuple[str, int]:
    """Return host and port of a mail server; the host is empty where there is none."""
    if not text:
        return "", 25
    host, _, port_number = text.rpartition(":")
    return non_empty(host), port(port_number)


def time_zone(text: str) -> ZoneInfo:
    """Return a time zone by its IANA name."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError("no such time zone") from error


def project_path(root: Path) -> Callable[[str], Path]:
    """Return a validator of paths; a relative one starts at `root`."""
    return lambda text: root / non_empty(text)


def content_dir(root: Path) -> Callable[[str], Path]:
    """Return a validator of folders that hold a condition.yaml; a relative one starts at `root`."""

    def validate(text: str) -> Path:
        path = root / non_empty(text)
        if not (path / "condition.yaml").is_file():
            raise ValueError(f"{path} has no condition.yaml")
        return path

    return validate


def writable_dir(path: Path) -> Path:
    """Return a folder that can be written to, made where it is missing.

    Raises:
        OSError: it cannot be made or written to.
    """
    path.mkdir(parents=True, exist_ok=True)
    if not os.access(path, os.W_OK | os.X_OK):
        raise PermissionError(f"{path} cannot be written to")
    return path


def ip_address(text: str) -> str:
    """Return an IP address to listen on."""
    return str(ipaddress.ip_address(text))


def cidr_list(text: str) -> tuple[Network, ...]:
    """Return networks; one with host bits set is a mistake that would let in more than was meant.

    >>> cidr_list("10.1.0.0/16, 192.0.2.7")
    (IPv4Network('10.1.0.0/16'), IPv4Network('192.0.2.7/32'))
    """
    return list_of(ipaddress.ip_network)(text)


def secret_key(text: str) -> str:
    """Return a secret that cannot be guessed."""
    is_short = len(text) < SECRET_KEY_LENGTH or len(set(text)) < SECRET_KEY_UNIQUE_CHARACTERS
    if is_short or text.startswith("django-insecure-"):
        raise ValueError("too easy to guess")
    return text


def is_loopback_only(host: str, url: str) -> bool:
    """Can only this machine reach a site that listens on `host` and calls itself `url`?

    >>> is_loopback_only("127.0.0.1", "http://localhost:8000"), is_loopback_only("127.0.0.1", "https://guide.example.org")
    (True, False)
    """
    name = urlsplit(url).hostname or ""
    return _is_loopback(host) and (name == "localhost" or _is_loopback(name))


def _is_loopback(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False
