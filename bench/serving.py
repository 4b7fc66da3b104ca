"""Serving a baked page, on one core in one run: our reader, nginx, Django's plain view, and cache_page."""

import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from bench.rows import Row, at_least, at_most, tell
from bench.servers import Load, fill, granian, load, nginx

PAGE = "/treatment/surgery/"
ROUNDS, SECONDS = 3, 3
CONNECTIONS = (1, 16, 64)
Key = tuple[str, str, int]


def measure() -> Iterator[Row]:
    """Yield requests a second, shares of nginx, and tails."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, ExitStack() as stack:
        data = Path(folder) / "data"
        public = fill(data)
        servers = {
            "nginx": stack.enter_context(nginx(Path(folder) / "nginx", public)),
            "reader": stack.enter_context(granian(data, "leiomyo_site.server.wsgi_cache:application")),
        }
        slow = {
            "Django view": stack.enter_context(granian(data, "bench.django_alone:plain", PAGE)),
            "cache_page": stack.enter_context(granian(data, "bench.django_alone:cached", PAGE)),
        }
        found = _rounds(servers, ("br", "identity", "304"), CONNECTIONS, ROUNDS)
        found |= _rounds(slow, ("br",), (16,), 1)
    yield from _rows(found)


def _rounds(servers: Mapping[str, str], kinds: tuple[str, ...], at: tuple[int, ...], rounds: int) -> dict[Key, Load]:
    """Measure in turn, so that a slow minute of the machine is everybody's; return the middle round of each."""
    headers = {(name, kind): _headers(url, kind) for name, url in servers.items() for kind in kinds}
    taken: dict[Key, list[Load]] = {}
    for _ in range(rounds):
        for kind in kinds:
            for connections in at:
                for name, url in servers.items():
                    said = load(url + PAGE, connections=connections, seconds=SECONDS, headers=headers[name, kind])
                    taken.setdefault((name, kind, connections), []).append(said)
    return {key: sorted(loads, key=lambda one: one.per_second)[len(loads) // 2] for key, loads in taken.items()}


def _headers(url: str, kind: str) -> dict[str, str]:
    if kind != "304":
        return {"Accept-Encoding": kind}
    with urllib.request.urlopen(urllib.request.Request(url + PAGE, headers={"Accept-Encoding": "br"})) as answer:
        return {"Accept-Encoding": "br", "If-None-Match": answer.headers["ETag"]}


def _rows(found: Mapping[Key, Load]) -> Iterator[Row]:
    for (name, kind, connections), said in found.items():
        yield Row(f"{name}, {kind}, {connections} at once", said.per_second, "req/s")
    for kind in ("br", "identity", "304"):
        for connections, least in ((16, 0.7), (64, 1.0)):
            ours, theirs = found["reader", kind, connections], found["nginx", kind, connections]
            share = ours.per_second / theirs.per_second
            yield at_least(f"reader as a share of nginx, {kind}, {connections} at once", share, "×", least)
            if kind == "br":
                yield at_most(f"p99 against nginx, {kind}, {connections} at once", ours.p99 / theirs.p99, "×", 3)
    ours = found["reader", "br", 16]
    for slow in ("Django view", "cache_page"):
        yield Row(f"reader against {slow}, br, 16 at once", ours.per_second / found[slow, "br", 16].per_second, "×")
    errors = sum(said.errors for said in found.values())
    yield at_most("failed requests in all", errors, "", 0)
    yield Row("p50 of the reader, br, 1 at once", found["reader", "br", 1].p50, "ms")


if __name__ == "__main__":
    tell(measure)
