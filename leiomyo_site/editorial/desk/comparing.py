"""What differs between two contents."""

from typing import Any

from leiomyo_site.prose.differences import shortened, word_differences

# The words of a text in the order in which a reviewer reads them, each by its key in the content.
READ_IN_ORDER = (
    "title",
    "name",
    "slug",
    "say",
    "summary",
    "in_short",
    "other_names",
    "spellings",
    "body",
    "sources",
    "see_also",
)

# What an editor calls them, where that is not their key.
CALLED = {"body": "text", "slug": "address", "say": "how to say it", "other_names": "also called"}


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what differs between two contents, field by field, as runs of words."""
    found = []
    for key in (*READ_IN_ORDER, *sorted(set(new) - set(READ_IN_ORDER))):
        before, after = (
            "\n".join(value) if isinstance(value := words.get(key, ""), list) else str(value) for words in (old, new)
        )
        if before != after:
            found.append(
                {"field": CALLED.get(key, key.replace("_", " ")), "pieces": shortened(word_differences(before, after))}
            )
    return found
