"""The servers that are measured, each with one worker on the first core, and wrk on the second."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SERVER_CORE, LOAD_CORE = "0", "1"
NGINX = """
daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types; access_log off; sendfile on; keepalive_requests 10000000; etag on;
    client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    map $http_accept_encoding $ending {{ default ""; br ".br"; }}
    map $http_accept_encoding $encoding {{ default ""; br "br"; }}
    server {{
        listen 127.0.0.1:{port}; root {public};
        location / {{
            default_type text/html; add_header Content-Encoding $encoding; try_files $uri/index.html$ending =404;
        }}
    }}
}}
"""


@dataclass(frozen=True)
class Load:
    """What wrk found: requests a second, and how long they took in ms."""

    per_second: float
    p50: float
    p99: float
    slowest: float
    errors: int


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def environment(data: Path, port: int) -> dict[str, str]:
    """Return the environment of a process that works on a data folder."""
    ours = {"DATA_DIR": str(data), "PORT": str(port), "SITE_URL": "http://127.0.0.1:8000"}
    return {**os.environ, **ours, "DJANGO_SETTINGS_MODULE": "leiomyo_site.settings"}


@contextmanager
def running(command: list[str], url: str, env: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a server until it is no longer wanted.

    Raises:
        RuntimeError: it did not answer within three minutes.
    """
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(url, process)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait until an address answers."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"{url} does not answer")


@contextmanager
def nginx(folder: Path, public: Path) -> Iterator[str]:
    """Serve a static site with nginx, one worker; gives its address. br bodies stand ready beside the pages."""
    port = free_port()
    folder.mkdir(exist_ok=True)
    (folder / "conf").write_text(NGINX.format(folder=folder, port=port, public=public), encoding="utf-8")
    command = ["taskset", "-c", SERVER_CORE, "nginx", "-c", str(folder / "conf"), "-e", str(folder / "error.log")]
    with running(command, f"http://127.0.0.1:{port}/", os.environ):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def granian(data: Path, application: str, health: str = "/healthz") -> Iterator[str]:
    """Serve an application with granian, one worker of one thread; gives its address."""
    port = free_port()
    command = ["taskset", "-c", SERVER_CORE, str(Path(sys.executable).parent / "granian"), "--interface", "wsgi"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "1", "--no-ws", application]
    with running(command, f"http://127.0.0.1:{port}{health}", environment(data, port)):
        yield f"http://127.0.0.1:{port}"


def load(url: str, *, connections: int, seconds: int, headers: Mapping[str, str]) -> Load:
    """Ask for one address again and again; return what wrk says."""
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *given, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    latency = re.search(r"Latency\s+\S+\s+\S+\s+(\S+)", said)
    errors = [int(count) for count in re.findall(r"(?:connect|read|write|timeout|responses:) (\d+)", said)]
    return Load(
        float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]),  # type: ignore[index]
        _ms(re.search(r"^\s+50%\s+(\S+)", said, re.M)[1]),  # type: ignore[index]
        _ms(re.search(r"^\s+99%\s+(\S+)", said, re.M)[1]),  # type: ignore[index]
        _ms(latency[1]) if latency else 0.0,
        sum(errors),
    )


def _ms(said: str) -> float:
    """Return a time as wrk writes it, in ms.

    >>> _ms("250.00us"), _ms("1.20s"), _ms("3.00ms")
    (0.25, 1200.0, 3.0)
    """
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", said).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}[unit]


def memory_of(pid: int, *, but: str = "") -> float:
    """Return the memory of a process and all it began, in MB; what is shared with others counts in part (PSS).

    A process whose command holds the words of `but` does not count.
    """
    total = 0.0
    for one in _family(pid):
        try:
            command = Path(f"/proc/{one}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue  # it has ended
        if not but or but not in command:
            total += next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0) / 1024
    return total


def _family(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text(encoding="ascii").split()
        except OSError:
            continue
        found += [one for child in children for one in _family(int(child))]
    return found


def manage(data: Path, *arguments: str) -> None:
    """Run a command of the site on a data folder."""
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(data, 8000),
        check=True,
        capture_output=True,
    )


def fill(data: Path) -> Path:
    """Bring in and publish content/, bake it, and write it as a static site; return that folder."""
    data.mkdir(exist_ok=True)
    manage(data, "migrate")
    manage(data, "collectstatic", "--noinput")
    manage(data, "import_content", "--publish")
    manage(data, "bake", "--to", str(data / "public"))
    return data / "public"
