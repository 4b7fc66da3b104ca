"""Every setting of an installation, and how the environment becomes one frozen, typed object.

A field of Config is all there is to know of a setting: its name (upper case in the environment), its type, its meaning,
what is expected, its default, and its validator, whose return type mypy compares with the field's.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from leiomyo_site.config import validators as v
from leiomyo_site.config.phone_lines import phone_lines_setting

PHONE_LINES = "a phone number, such as 555-010-0123 ext. 45 (ask for the oncologist on call); a second one after “;”"
ROOT = Path(__file__).resolve().parent.parent.parent
T = TypeVar("T")


class ConfigurationError(SystemExit):
    """A setting is invalid; the process ends with one line that says which, what it got, and what was expected."""


@dataclass(frozen=True)
class Setting:
    """What is known of one environment variable; `default` is text, as the environment would hold it."""

    name: str
    meaning: str
    validate: Callable[[str], object]
    expected: str
    default: str
    is_secret: bool


def setting(
    meaning: str, validate: Callable[[str], T], *, expected: str, default: str = "", is_secret: bool = False
) -> T:
    """Declare a field of Config; secrets are left out of its repr."""
    known = {"meaning": meaning, "validate": validate, "expected": expected, "default": default}
    made: Any = field(metadata={**known, "is_secret": is_secret}, repr=not is_secret)
    return made


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings of this installation, in the order of the table in docs/operations.md."""

    port: int = setting("port that `make run` serves on", v.port, expected="1 to 65535", default="8000")
    host: str = setting(
        "address that `make run` listens on", v.ip_address, expected="an IP address", default="127.0.0.1"
    )
    data_dir: Path = setting(
        "folder for the database, editions and everything written",
        v.project_path(ROOT),
        expected="a folder that can be written to",
        default="data",
    )
    content_dir: Path = setting(
        "folder with the condition, pages, terms and word lists that the site begins with",
        v.content_dir(ROOT),
        expected="a folder with condition.yaml",
        default="content",
    )
    database_url: str = setting(
        "a Postgres server; empty keeps everything in one SQLite file in DATA_DIR",
        v.optional(v.postgres_url),
        expected="such as postgresql://user:password@host/name, or postgresql:///name?host=/run/postgresql",
        is_secret=True,
    )
    site_url: str = setting(
        "the site’s address, for permanent links",
        v.site_url,
        expected="such as https://guide.example.org",
        default="http://127.0.0.1:8000",
    )
    allowed_hosts: tuple[str, ...] = setting(
        "host names that are answered, besides that of SITE_URL",
        v.hostnames,
        expected="full names without *, separated by commas",
    )
    trusted_proxy_count: int = setting(
        "how many reverse proxies of yours pass requests on, such as 1 for nginx; decides which address a sign-in "
        "comes from",
        v.int_between(0, 9),
        expected="0 to 9",
        default="0",
    )
    site_name: str = setting(
        "name shown at the top of every page", v.non_empty, expected="a text", default="Family guide"
    )
    clinic_name: str = setting("who the family calls", v.non_empty, expected="a text", default="your care team")
    clinic_phone_day: str = setting(
        "team’s number by day; empty shows a line to write on",
        v.optional(phone_lines_setting),
        expected=PHONE_LINES,
    )
    clinic_phone_night: str = setting(
        "team’s number at night and on weekends", v.optional(phone_lines_setting), expected=PHONE_LINES
    )
    hospice_phone: str = setting(
        "the hospice nurse, who is called first from pages on a child dying at home; empty shows a line to write on",
        v.optional(phone_lines_setting),
        expected=PHONE_LINES,
    )
    emergency_number: str = setting(
        "the local emergency number", v.phone_number, expected="a phone number", default="911"
    )
    crisis_number: str = setting(
        "the local line for thoughts of suicide, on the list of numbers of every page; empty leaves it out",
        v.optional(v.phone_number),
        expected="a phone number",
        default="988",
    )
    clinic_time_zone: ZoneInfo = setting(
        "the site’s one clock: days on pages and paper, times in administration",
        v.time_zone,
        expected="a name such as America/New_York",
        default="UTC",
    )
    editions_kept: int = setting(
        "how many editions of the site are kept to go back to", v.int_between(2, 99), expected="2 to 99", default="5"
    )
    mail_server: tuple[str, int] = setting(
        "server that takes reminders for editors; empty sends none", v.mail_server, expected="host:port"
    )
    mail_from: str = setting(
        "address that reminders come from", v.email_address, expected="an email address", default="noreply@localhost"
    )
    ehr_frame_ancestors: tuple[str, ...] = setting(
        "electronic records that may show /infobutton/application inside their own pages",
        v.frame_ancestors,
        expected="origins such as https://ehr.example.org, separated by commas",
    )
    admin_allowed_networks: tuple[IPv4Network | IPv6Network, ...] = setting(
        "networks from which /admin/ can be reached; empty allows all",
        v.cidr_list,
        expected="such as 10.1.0.0/16, 192.0.2.7/32, separated by commas",
    )
    security_contact: str = setting(
        "where to report a vulnerability, for /.well-known/security.txt; empty has no such page",
        v.security_contact,
        expected="such as mailto:security@example.org or https://example.org/security",
    )
    secret_key: str = setting(
        "signs editors’ sessions and links to drafts; made and kept in DATA_DIR when empty",
        v.optional(v.secret_key),
        expected="at least 50 random characters",
        is_secret=True,
    )
    debug: bool = setting(
        "1 shows errors in the browser; refused where HOST or SITE_URL lets other machines in",
        v.flag,
        expected="0 or 1",
        default="0",
    )


SETTINGS = tuple(Setting(name=declared.name.upper(), **declared.metadata) for declared in fields(Config))


def expected_by(name: str) -> str:
    """Return what a setting takes, in words."""
    return next(setting.expected for setting in SETTINGS if setting.name == name)


def read_config(environment: Mapping[str, str] = os.environ) -> Config:
    """Return the settings that an environment gives.

    >>> read_config({"PORT": "8080"}).port
    8080

    Raises:
        ConfigurationError: a value is not what the setting takes.
    """
    config = Config(**{setting.name.lower(): _value(setting, environment) for setting in SETTINGS})
    if config.debug and not v.is_loopback_only(config.host, config.site_url):
        raise ConfigurationError(
            "DEBUG='1' is invalid: it shows the code to everybody, and with this HOST or SITE_URL other machines "
            "can reach the site; expected 0"
        )
    return config


def _value(setting: Setting, environment: Mapping[str, str]) -> Any:
    text = _raw_value(setting, environment)
    try:
        return setting.validate(text)
    except ValueError:
        got = f" (hidden, {len(text)} characters)" if setting.is_secret else f"={text!r}"
        raise ConfigurationError(f"{setting.name}{got} is invalid: expected {setting.expected}") from None


def _raw_value(setting: Setting, environment: Mapping[str, str]) -> str:
    """Return the text of a setting; that of a secret may stand in a file that NAME_FILE names.

    Raises:
        ConfigurationError: both are set, or the file cannot be read.
    """
    name = f"{setting.name}_FILE"
    if not setting.is_secret or name not in environment:
        return environment.get(setting.name, setting.default)
    if setting.name in environment:
        raise ConfigurationError(f"{name} and {setting.name} are both set: set one of them")
    try:
        return Path(environment[name]).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a text"
        raise ConfigurationError(
            f"{name}={environment[name]!r} is invalid: {reason}; expected a file with {setting.expected}"
        ) from None
