"""The table of settings in docs/operations.md, made from the code:

.venv/bin/python -m leiomyo_site.settings_table
"""

from .configuration import ROOT, SETTINGS

PAGE = ROOT / "docs" / "operations.md"
BEGIN, END = "<!-- The settings: written by leiomyo_site/settings_table.py -->\n", "<!-- End of the settings -->\n"


def settings_table() -> str:
    """Return all settings as a table in Markdown."""
    rows = [f"| `{s.name}` | {s.meaning} | {s.takes} | {f'`{s.default}`' if s.default else ''} |" for s in SETTINGS]
    return "\n".join(["| setting | meaning | takes | default |", "|---|---|---|---|", *rows, ""])


def with_table(page: str) -> str:
    """Return a page with the table of now in the place of the one between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + settings_table() + END + after


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
