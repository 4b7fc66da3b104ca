"""Two hundred readers, each on a connection of its own, who look closely at every answer. A process of its own.

python -m bench.readers ADDRESS SECONDS READERS     prints what they saw, as one line of JSON

An ETag names the bytes it came with, so that an answer put together from two editions cannot hide.
"""

import asyncio
import hashlib
import json
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

PATHS = ("/coping/", "/treatment/surgery/", "/", "/glossary/biopsy/", "/sitemap.xml")
CHANGING = "/coping/"
ENCODINGS = ("br", "gzip", "identity")
TIMEOUT_SECONDS = 20


@dataclass
class Seen:
    """What all readers saw: answers, what was wrong by kind, versions of the page that changes, the slowest in ms."""

    answers: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    versions: set[str] = field(default_factory=set)
    slowest: float = 0.0


async def read(host: str, port: int, *, number: int, until: float, seen: Seen) -> None:
    """Ask for one page after the other on one connection; begin anew where it breaks, and count that."""
    at = number
    while time.monotonic() < until:
        try:
            reader, writer = await asyncio.open_connection(host, port)
            while time.monotonic() < until:
                at += 1
                path, encoding = PATHS[at % len(PATHS)], ENCODINGS[at // len(PATHS) % len(ENCODINGS)]
                began = time.monotonic()
                asked = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: {encoding}\r\n\r\n"
                writer.write(asked.encode())
                await asyncio.wait_for(look_at(reader, path, encoding, seen), TIMEOUT_SECONDS)
                seen.slowest = max(seen.slowest, (time.monotonic() - began) * 1000)
            writer.close()
        except (OSError, EOFError, TimeoutError, ValueError, KeyError) as error:
            seen.wrong[f"{type(error).__name__}: {error}"[:80]] += 1


async def look_at(reader: asyncio.StreamReader, path: str, encoding: str, seen: Seen) -> None:
    """Read one answer, and note where status, length, encoding, ETag and body do not agree."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    status, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    body = await reader.readexactly(int(headers["content-length"]))
    seen.answers += 1
    if " 200" not in status:
        seen.wrong[status] += 1
    if headers.get("content-encoding", "identity") != encoding:
        seen.wrong["another encoding"] += 1
    if headers["etag"] != f'"{hashlib.sha256(body).hexdigest()[:24]}"':
        seen.wrong["mixed: the ETag does not fit the body"] += 1
    if path == CHANGING:
        seen.versions.add(headers["etag"])


async def everybody(address: str, seconds: float, readers: int) -> Seen:
    """Let so many read for so long."""
    parts, seen = urlsplit(address), Seen()
    until = time.monotonic() + seconds
    host, port = parts.hostname or "", parts.port or 80
    await asyncio.gather(*(read(host, port, number=number, until=until, seen=seen) for number in range(readers)))
    return seen


if __name__ == "__main__":
    found = asdict(asyncio.run(everybody(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))))
    sys.stdout.write(json.dumps({**found, "versions": len(found["versions"])}) + "\n")
