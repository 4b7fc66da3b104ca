"""Values of settings that would open a door if wrong: networks, names, keys, folders. Each raises ValueError."""

import ipaddress
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
KEY_LENGTH = 50
KEY_LETTERS = 10
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def text(given: str) -> str:
    """Return words that are needed."""
    if not given.strip():
        raise ValueError
    return given


def folder(given: str) -> Path:
    """Return a folder, made if it is not there; a path that does not begin at the root begins at the project."""
    path = ROOT / text(given)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise ValueError from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise ValueError
    return path


def address(given: str) -> str:
    """Return a network address to listen on."""
    return str(ipaddress.ip_address(given))


def networks(given: str) -> tuple[Network, ...]:
    """Return networks; one with bits behind its mask is a mistake, and would let in more than was meant.

    >>> networks("10.1.0.0/16, 192.0.2.7")
    (IPv4Network('10.1.0.0/16'), IPv4Network('192.0.2.7/32'))
    """
    return tuple(ipaddress.ip_network(part.strip()) for part in given.split(",") if part.strip())


def names(given: str) -> tuple[str, ...]:
    """Return host names in full; a name that stands for many would let a page be asked for under a foreign one."""
    found = tuple(name.strip() for name in given.split(",") if name.strip())
    if not all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9a-f:.]+\]", name) for name in found):
        raise ValueError
    return found


def key(given: str) -> str:
    """Return a secret that cannot be guessed; nothing, where one is to be made."""
    if given and (len(given) < KEY_LENGTH or len(set(given)) < KEY_LETTERS or given.startswith("django-insecure-")):
        raise ValueError
    return given


def contact(given: str) -> str:
    """Return where to write about a hole in security, as RFC 9116 takes it; nothing, where nobody reads it."""
    if given and not re.fullmatch(r"mailto:[^@\s?]+@[^@\s?]+|https://[\w.-]+(/\S*)?|tel:\+[\d-]+", given):
        raise ValueError
    return given


def is_at_home(host: str, site_url: str) -> bool:
    """Can only this machine reach a site that listens on `host`? Everywhere else the rules for families’ sites hold.

    >>> is_at_home("127.0.0.1", "http://localhost:8000"), is_at_home("127.0.0.1", "https://lms.example.org")
    (True, False)
    """
    name = urlsplit(site_url).hostname or ""
    return _is_loopback(host) and (name == "localhost" or _is_loopback(name))


def _is_loopback(given: str) -> bool:
    try:
        return ipaddress.ip_address(given).is_loopback
    except ValueError:
        return False
