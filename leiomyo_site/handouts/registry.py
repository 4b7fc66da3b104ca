"""/.well-known/handouts.json: every code ever issued, so that a hospital's own program can look links up."""

import json
from collections.abc import Mapping
from typing import Any

from leiomyo_site.permalinks.urls import pdf_path, qr_path, short_path
from leiomyo_site.site.version_history import VersionHistory, replacement_of


def register_json(texts: Mapping[str, VersionHistory], site_url: str) -> str:
    """Return the register; dates are in UTC as 2026-11-23, versions stand oldest first."""
    rows = [_row(text, texts, site_url) for text in texts.values()]
    return json.dumps({"site": site_url, "texts": rows}, ensure_ascii=False, separators=(",", ":"))


def _row(text: VersionHistory, texts: Mapping[str, VersionHistory], site_url: str) -> dict[str, Any]:
    newest = text.newest
    instead = replacement_of(newest, texts) if text.is_withdrawn else None
    row: dict[str, Any] = {
        "code": text.code,
        "kind": text.kind,
        "lang": text.lang,
        "title": text.title,
        "status": "withdrawn" if text.is_withdrawn else "current",
        "version": newest.number,
        "published": newest.published_at.date().isoformat(),
        "checked": newest.checked_at.date().isoformat() if newest.checked_at else None,
        "path": text.path,
        "short_link": f"{site_url}{short_path(text.code)}",
        "read_instead": f"{site_url}{short_path(instead.code)}" if instead else None,
        "versions": [
            {
                "version": version.number,
                "published": version.published_at.date().isoformat(),
                "what": "withdrawn" if version.is_withdrawal else "published",
                "weight": version.weight,
                "note": version.note,
            }
            for version in text.versions
        ],
    }
    if text.kind == "page" and not text.is_withdrawn:
        row |= {"qr": f"{site_url}{qr_path(text.code)}", "pdf": f"{site_url}{pdf_path(text.code)}"}
    return row
