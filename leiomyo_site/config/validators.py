"""How the text of a setting becomes its value. Each raises ValueError where the text is not valid."""

import ipaddress
import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .database import postgres_settings

SECRET_KEY_LENGTH = 50
SECRET_KEY_UNIQUE_CHARACTERS = 10
HOSTNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9a-f:.]+\]")
FRAME_ANCESTOR = re.compile(r"https?://(\*\.)?[a-z0-9.-]+(:[0-9]{1,5})?")
# RFC 9116 allows any URI; these three are what people can act on.
CONTACT = re.compile(r"mailto:[^@\s?]+@[^@\s?]+|https://[\w.-]+(/\S*)?|tel:\+[\d-]+")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def non_empty(text: str) -> str:
    """Return a text that must not be empty."""
    if not text.strip():
        raise ValueError("empty")
    return text


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


port = int_between(1, 65535)


def flag(text: str) -> bool:
    """Return a switch that is written as 0 or 1."""
    if text not in ("0", "1"):
        raise ValueError("neither 0 nor 1")
    return text == "1"


def comma_separated(text: str) -> tuple[str, ...]:
    """Return the parts of a list, without the spaces around them."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _all_match(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    parts = comma_separated(text)
    if not all(pattern.fullmatch(part) for part in parts):
        raise ValueError("one part is not valid")
    return parts


def site_url(text: str) -> str:
    """Return the URL of a whole site, without the slash at its end."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise ValueError("not the URL of a site")
    if parts.port == 0 or parts.username or parts.fragment:
        raise ValueError("not the URL of a site")
    return text.rstrip("/")


def postgres_url(text: str) -> str:
    """Return the URL of a Postgres server, or nothing."""
    if text:
        postgres_settings(text)
    return text


def phone_number(text: str) -> str:
    """Return a phone number as it is to be shown."""
    if not re.fullmatch(r"\+?[\d ().-]{3,20}", text):
        raise ValueError("not a phone number")
    return text


def optional_phone_number(text: str) -> str:
    """Return a phone number, or nothing."""
    return phone_number(text) if text else ""


def mail_server(text: str) -> tuple[str, int]:
    """Return host and port of a mail server; the host is empty where there is none."""
    if not text:
        return "", 25
    host, _, port_number = text.rpartition(":")
    return non_empty(host), port(port_number)


def email_address(text: str) -> str:
    """Return an email address."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise ValueError("not an email address")
    return text


def time_zone(text: str) -> ZoneInfo:
    """Return a time zone by its IANA name."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError("no such time zone") from error


def project_path(root: Path) -> Callable[[str], Path]:
    """Return a validator of paths; a relative one starts at `root`."""
    return lambda text: root / non_empty(text)


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
    return tuple(ipaddress.ip_network(part) for part in comma_separated(text))


def hostnames(text: str) -> tuple[str, ...]:
    """Return host names in full; a wildcard would let a page be requested under a stranger's name."""
    return _all_match(HOSTNAME, text)


def frame_ancestors(text: str) -> tuple[str, ...]:
    """Return the origins that a frame-ancestors policy names."""
    return _all_match(FRAME_ANCESTOR, text)


def secret_key(text: str) -> str:
    """Return a secret that cannot be guessed, or nothing where one is to be made."""
    is_short = len(text) < SECRET_KEY_LENGTH or len(set(text)) < SECRET_KEY_UNIQUE_CHARACTERS
    if text and (is_short or text.startswith("django-insecure-")):
        raise ValueError("too easy to guess")
    return text


def security_contact(text: str) -> str:
    """Return where to report a vulnerability, as security.txt takes it, or nothing."""
    if text and not CONTACT.fullmatch(text):
        raise ValueError("not a contact")
    return text


def is_loopback_only(host: str, url: str) -> bool:
    """Can only this machine reach a site that listens on `host` and calls itself `url`?

    >>> is_loopback_only("127.0.0.1", "http://localhost:8000"), is_loopback_only("127.0.0.1", "https://lms.example.org")
    (True, False)
    """
    name = urlsplit(url).hostname or ""
    return _is_loopback(host) and (name == "localhost" or _is_loopback(name))


def _is_loopback(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False
