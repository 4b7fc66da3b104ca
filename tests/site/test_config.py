"""The environment becomes one typed object; a wrong value is refused in one line, and no secret is ever shown."""

from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from leiomyo_site.config import ConfigurationError, prepare_data_dir, read_config, stored_secret_key
from leiomyo_site.config.database import POSTGRES_OPTIONS, database_settings
from leiomyo_site.config.environment import PHONE_LINES, ROOT

KEY = "0123456789abcdefghij" * 3


def error_of(**environment: str) -> str:
    with pytest.raises(ConfigurationError) as refused:
        read_config(environment)
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PORT", "eighty", "1 to 65535"),
        ("PORT", "0", "1 to 65535"),
        ("PORT", "65536", "1 to 65535"),
        ("EDITIONS_KEPT", "1", "2 to 99"),
        ("TRUSTED_PROXY_COUNT", "10", "0 to 9"),
        ("SITE_URL", "lms.example.org", "such as https://guide.example.org"),
        ("SITE_URL", "https://lms.example.org/guide", "such as https://guide.example.org"),
        ("SITE_URL", "https://wren@lms.example.org", "such as https://guide.example.org"),
        ("SITE_URL", "https://lms.example.org ", "such as https://guide.example.org"),
        ("SITE_URL", " https://lms.example.org", "such as https://guide.example.org"),
        ("SITE_URL", "https://lms.exam ple.org", "such as https://guide.example.org"),
        ("SITE_URL", "https://lms.example.org\t", "such as https://guide.example.org"),
        ("SITE_URL", "https://lms.example.org\n", "such as https://guide.example.org"),
        ("CLINIC_PHONE_DAY", "ask at the desk", PHONE_LINES),
        ("CLINIC_TIME_ZONE", "Mars/Olympus", "a name such as America/New_York"),
        ("MAIL_SERVER", ":25", "host:port"),
        ("MAIL_SERVER", "mail.example.org", "host:port"),
        ("MAIL_FROM", "nobody", "an email address"),
        ("DEBUG", "yes", "0 or 1"),
        ("HOST", "here", "an IP address"),
        ("SITE_NAME", "", "a text"),
        ("DATA_DIR", "", "a folder that can be written to"),
        ("EMERGENCY_NUMBER", "", "a phone number"),
        ("ALLOWED_HOSTS", "*", "full names without *, separated by commas"),
        ("ALLOWED_HOSTS", "a.example.org, .example.org", "full names without *, separated by commas"),
        ("ADMIN_ALLOWED_NETWORKS", "10.1.0.1/16", "such as 10.1.0.0/16, 192.0.2.7/32, separated by commas"),
    ],
)
def test_an_invalid_value_is_refused_in_one_line(name: str, value: str, expected: str) -> None:
    assert error_of(**{name: value}) == f"{name}={value!r} is invalid: expected {expected}"


def test_values_have_the_types_that_code_needs() -> None:
    config = read_config({"MAIL_SERVER": "mail.example.org:587", "ADMIN_ALLOWED_NETWORKS": "10.1.0.0/16", "DEBUG": "1"})
    assert (config.port, config.debug) == (8000, True)
    assert config.mail_server == ("mail.example.org", 587)
    assert config.admin_allowed_networks == (ip_network("10.1.0.0/16"),)
    assert config.data_dir == ROOT / "data"
    assert str(config.clinic_time_zone) == "UTC"


@pytest.mark.parametrize(
    "key", ["changeme", "django-insecure-" + "a1b2c3d4e5" * 5, "aaaaaaaaaa" * 6, "hunter2-hunter2-hunter2-hunter2"]
)
def test_a_secret_that_can_be_guessed_is_refused_and_not_shown(key: str) -> None:
    refused = f"SECRET_KEY (hidden, {len(key)} characters) is invalid: expected at least 50 random characters"
    assert error_of(SECRET_KEY=key) == refused


def test_secrets_are_never_shown() -> None:
    assert "hunter2" not in error_of(DATABASE_URL="mysql://root:hunter2@localhost/x")
    config = read_config({"DATABASE_URL": "postgresql://site:hunter2@db/guide", "SECRET_KEY": KEY})
    assert "hunter2" not in repr(config)
    assert KEY not in repr(config)


@pytest.mark.parametrize(
    "reachable", [{"SITE_URL": "https://lms.example.org"}, {"SITE_URL": "http://lms.example.org"}, {"HOST": "0.0.0.0"}]
)
def test_debug_is_refused_where_others_can_reach_the_site(reachable: dict[str, str]) -> None:
    assert error_of(DEBUG="1", **reachable).startswith("DEBUG='1' is invalid: it shows the code to everybody")


def test_secrets_can_stand_in_files(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(f"{KEY}\n")
    assert read_config({"SECRET_KEY_FILE": str(path)}).secret_key == KEY
    assert "both set" in error_of(SECRET_KEY_FILE=str(path), SECRET_KEY=KEY)
    missing = "SECRET_KEY_FILE='/nowhere' is invalid: No such file or directory; expected a file with at least 50"
    assert error_of(SECRET_KEY_FILE="/nowhere").startswith(missing)
    path.write_text("short")
    assert error_of(SECRET_KEY_FILE=str(path)).startswith("SECRET_KEY (hidden, 5 characters) is invalid")


def test_the_data_folder_is_made_with_one_secret_key_for_its_owner_only(tmp_path: Path) -> None:
    config = read_config({"DATA_DIR": str(tmp_path / "new" / "data")})
    prepare_data_dir(config)
    assert [path.name for path in config.data_dir.iterdir()] == ["secret_key"]
    assert (config.data_dir / "secret_key").stat().st_mode & 0o077 == 0
    key = (config.data_dir / "secret_key").read_text()
    prepare_data_dir(config)
    assert stored_secret_key(config.data_dir) == (config.data_dir / "secret_key").read_text() == key
    assert len(key) > 50


def test_a_secret_key_that_was_given_is_not_kept_in_the_data_folder(tmp_path: Path) -> None:
    prepare_data_dir(read_config({"DATA_DIR": str(tmp_path / "data"), "SECRET_KEY": KEY}))
    assert list((tmp_path / "data").iterdir()) == []


def test_all_who_start_at_once_get_the_same_secret_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(stored_secret_key, [tmp_path] * 64))
    assert keys == {(tmp_path / "secret_key").read_text()}
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("path", ["/etc/hostname", "/etc/hostname/data", "/proc/data"])
def test_a_data_folder_that_cannot_be_written_to_is_named(path: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        prepare_data_dir(read_config({"DATA_DIR": path}))
    assert str(refused.value) == f"DATA_DIR={path!r} is invalid: expected a folder that can be written to"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://site:secret@db.example.org:5433/guide",
        "postgres://db/guide",
        "postgresql://site:p%40ss%3Aw%2Ford%25+1@db/guide",
        "postgresql://s%C3%ADte@[2001:db8::7]:5432/guide",
        "postgresql:///guide?host=/run/postgresql&user=site&port=5433",
        "postgresql://db/guide?sslmode=verify-full&sslrootcert=%2Fetc%2Fssl%2Froot+1.pem",
        "postgresql://db/guide?options=-c%20search_path%3Dguide&connect_timeout=2",
        "postgresql://site:one@db/guide?password=two&dbname=other",
    ],
)
def test_a_postgres_url_is_read_as_postgres_itself_reads_it(url: str, tmp_path: Path) -> None:
    read_config({"DATABASE_URL": url})
    settings = database_settings(url, tmp_path)
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    ours = {name: settings[key] for name, key in names.items() if settings[key]}
    assert {**ours, **settings["OPTIONS"]} == {**POSTGRES_OPTIONS, **conninfo_to_dict(url)}  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "url",
    [
        "mysql://db/guide", "guide", "postgresql://db", "postgresql://db:port/guide", "postgresql://db:70000/guide",
        "postgresql://%2Frun%2FPostgres/guide", "postgresql://[db/guide", "postgresql://db/guide#part",
    ],
)  # fmt: skip
def test_a_url_that_is_no_postgres_database_is_refused(url: str) -> None:
    refused = f"DATABASE_URL (hidden, {len(url)} characters) is invalid: expected such as postgresql://"
    assert error_of(DATABASE_URL=url).startswith(refused)
