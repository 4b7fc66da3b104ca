"""One text, one hash: how a review or a publication knows the exact words it is about."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a text's words, in hexadecimal; the order of keys does not matter.

    >>> content_hash({"a": "1", "b": "2"}) == content_hash({"b": "2", "a": "1"})
    True
    """
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
