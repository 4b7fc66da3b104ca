"""The image, as far as it can be looked at without one: its very files and commands, read-only, as nobody in particular."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from leiomyo_site.config import SETTINGS
from tests.servers import ROOT, free_port, wait_until_well
from tests.tools import not_here

DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
LAST_STAGE = DOCKERFILE.rpartition("\nFROM ")[2]
NOBODY = 65534


def copied() -> list[str]:
    """Return what the image takes over from the project."""
    found = re.findall(r"^COPY (?!--from)(\S+) (\S+)$", LAST_STAGE, re.MULTILINE)
    assert all(target in ("./", source) for source, target in found)
    return [source.rstrip("/") for source, _ in found]


def command(kind: str) -> list[str]:
    """Return the command of CMD or of HEALTHCHECK."""
    found = re.search(rf"^{kind}.*?(\[.*\])$", LAST_STAGE, re.MULTILINE)
    assert found
    return json.loads(found[1])


def environment_of_image() -> dict[str, str]:
    found = re.search(r"^ENV (.*)$", LAST_STAGE, re.MULTILINE)
    assert found
    return dict(pair.split("=") for pair in found[1].split())


@pytest.fixture
def interpreter() -> list[str]:
    """A Python that anybody may run, with the packages of the project."""
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    for python in (os.path.realpath(sys.executable), shutil.which("python3", path="/usr/bin:/usr/local/bin") or ""):
        script = "import sys; print(sys.version_info[:2] >= (3, 11)); import django, granian"
        done = (
            subprocess.run(
                [python, "-c", script],
                env={"PYTHONPATH": packages},
                capture_output=True,
                text=True,
                cwd="/",
                **as_nobody(),
            )
            if python and as_nobody_can_run(python)
            else None
        )
        if done and done.returncode == 0 and "True" in done.stdout:
            return [python, packages]
    not_here("no Python that an unprivileged user may run")
    return []


def as_nobody() -> dict[str, object]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}


def as_nobody_can_run(program: str) -> bool:
    if os.getuid() != 0:
        return True
    return all(path.stat().st_mode & 0o001 for path in (Path(program), *Path(program).parents))


@pytest.fixture
def folders() -> Iterator[tuple[Path, Path]]:
    """The code as the image has it, which nobody may write, and a folder for data, which is nobody's."""
    root = Path(tempfile.mkdtemp(prefix="leiomyo-", dir="/tmp"))
    root.chmod(0o755)
    code, data = root / "site", root / "data"
    code.mkdir()
    for name in copied():
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, code / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, code / name)
    subprocess.run(["chmod", "-R", "a-w,a+rX", str(code)], check=True)
    data.mkdir(mode=0o700)
    if os.getuid() == 0:
        os.chown(data, NOBODY, NOBODY)
    yield code, data
    subprocess.run(["chmod", "-R", "u+w", str(root)], check=True)
    shutil.rmtree(root)


def test_its_command_serves_with_code_that_it_may_not_write_and_without_any_right(
    interpreter: list[str], folders: tuple[Path, Path]
) -> None:
    python, packages = interpreter
    code, data = folders
    port = str(free_port())
    environment = {
        **environment_of_image(), "PATH": "/usr/bin:/bin", "PYTHONPATH": packages, "DATA_DIR": str(data), "PORT": port,
        "HOST": "127.0.0.1", "SITE_URL": "https://lms.example.org",
    }  # fmt: skip
    serve, check = (["/venv/bin/python", *command(kind)[1:]] for kind in ("CMD", "HEALTHCHECK"))
    assert command("CMD")[0] == command("HEALTHCHECK")[0] == "/venv/bin/python"
    log = data.parent / "log"
    before = sorted(code.rglob("*"))
    with log.open("w") as output:
        process = subprocess.Popen(
            [python, *serve[1:]], cwd=code, env=environment, stdout=output, stderr=output, **as_nobody()
        )
        try:
            wait_until_well(f"http://127.0.0.1:{port}/healthz", process, log)
            for path in ("/", "/treatment/surgery/", "/admin/login/", "/search/?q=biopsy"):
                request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": "lms.example.org"})
                with urllib.request.urlopen(request, timeout=30) as answer:
                    assert answer.status == 200 and b"</html>" in answer.read(), path
            healthy = subprocess.run([python, *check[1:]], env=environment, cwd=code, **as_nobody())
            assert healthy.returncode == 0
        finally:
            process.terminate()
            process.wait(20)
    assert subprocess.run([python, *check[1:]], env=environment, cwd=code, stderr=subprocess.DEVNULL).returncode == 1
    assert sorted(code.rglob("*")) == before
    assert {path.name for path in data.iterdir()} == {
        "editions",
        "leiomyo.sqlite3",
        "secret_key",
        "static",
        "static.sha256",
    } | {path.name for path in data.glob("leiomyo.sqlite3-*")}
    assert "Permission denied" not in log.read_text() and "Traceback" not in log.read_text()


def test_the_image_holds_what_it_needs_and_nothing_secret() -> None:
    allowed = (DEPLOY / "Dockerfile.dockerignore").read_text().split()
    assert allowed[0] == "*"
    let_in = {line.removeprefix("!") for line in allowed if line.startswith("!")}
    assert let_in == {*copied(), "requirements.lock"}
    assert all((ROOT / name).exists() for name in let_in)
    assert "data" not in let_in and ".git" not in let_in


def test_it_runs_as_a_number_that_is_not_root_from_the_pinned_requirements() -> None:
    assert re.search(r"^USER (\d+):\1$", LAST_STAGE, re.MULTILINE)
    assert (
        "pip install --no-cache-dir --no-compile --disable-pip-version-check --require-hashes -r /requirements.lock"
        in DOCKERFILE
    )
    assert set(environment_of_image()) - {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"} <= {s.name for s in SETTINGS}


def compose(*names: str) -> dict:
    return {name: yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8")) for name in names}


def test_compose_names_settings_that_exist_and_gives_away_no_rights() -> None:
    found = compose("compose.yaml", "compose.postgres.yaml")
    site = found["compose.yaml"]["services"]["site"]
    named = {*site["environment"], *found["compose.postgres.yaml"]["services"]["site"]["environment"]}
    assert named <= {setting.name for setting in SETTINGS}
    assert (
        site["read_only"] is True and site["cap_drop"] == ["ALL"] and "no-new-privileges:true" in site["security_opt"]
    )
    assert (DEPLOY / site["build"]["context"]).resolve() == ROOT
    assert (ROOT / site["build"]["dockerfile"]).is_file()
    assert site["volumes"] == ["data:/data"] and environment_of_image()["DATA_DIR"] == "/data"
    assert all(port.startswith("127.0.0.1:") for port in site["ports"])


@pytest.mark.parametrize("files", [("compose.yaml",), ("compose.yaml", "compose.postgres.yaml")])
def test_compose_itself_reads_the_files(files: tuple[str, ...]) -> None:
    if not shutil.which("docker") or subprocess.run(["docker", "compose", "version"], capture_output=True).returncode:
        pytest.skip("docker compose is not here")
    given = {**os.environ, "SITE_URL": "https://lms.example.org", "POSTGRES_PASSWORD": "abc"}
    options = [part for name in files for part in ("-f", str(DEPLOY / name))]
    done = subprocess.run(["docker", "compose", *options, "config"], env=given, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert ("postgres:5432" in done.stdout or "@postgres/leiomyo" in done.stdout) == (len(files) == 2)


@pytest.mark.parametrize("name", ["leiomyo.service", "leiomyo-backup.service", "leiomyo-backup.timer"])
def test_systemd_takes_the_units_and_finds_them_tight(name: str, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze") or not_here(
        "no systemd-analyze: install it with sudo apt-get install systemd"
    )
    for unit in DEPLOY.glob("leiomyo*.*"):
        text = (
            unit.read_text().replace("/opt/leiomyo/.venv/bin/python", sys.executable).replace("/opt/leiomyo", str(ROOT))
        )
        (tmp_path / unit.name).write_text(text)
    done = subprocess.run([program, "verify", str(tmp_path / name)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    if name.endswith(".service"):
        loose = subprocess.run(
            [program, "security", "--offline=yes", "--threshold=20", str(tmp_path / name)],
            capture_output=True,
            text=True,
        )
        assert loose.returncode == 0, loose.stdout  # exposure at most 2.0 of 10
        assert "manage.py" in (tmp_path / name).read_text()


def test_both_services_see_the_same_data_as_the_same_nobody() -> None:
    serve, backup = ((DEPLOY / name).read_text().splitlines() for name in ("leiomyo.service", "leiomyo-backup.service"))
    for line in ("DynamicUser=yes", "User=leiomyo", "StateDirectory=leiomyo", "ProtectSystem=strict"):
        assert line in serve and line in backup
    assert [line for line in serve if "DATA_DIR" in line] == [line for line in backup if "DATA_DIR" in line]
