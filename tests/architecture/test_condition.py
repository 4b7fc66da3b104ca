"""The disease is data: content/condition.yaml names it, and nothing else that a site of another disease would use."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
NAMES = re.compile(r"leiom[iy]osar[ck]om|\blms|childhood|fibroid|myoma(?!tch)", re.IGNORECASE)
FOLDERS = ("leiomyo_site", "templates", "static", "styles")
BINARY = {".ttf", ".woff2", ".png", ".ico", ".mo"}


def test_only_content_names_the_condition() -> None:
    texts = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and path.suffix not in BINARY:
                texts[path.relative_to(ROOT)] = path.read_text(encoding="utf-8")
    assert len(texts) > 200
    found = [f"{path}: {line}" for path, text in texts.items() for line in text.splitlines() if NAMES.search(line)]
    assert not found, "write it into content/condition.yaml:\n" + "\n".join(found)
