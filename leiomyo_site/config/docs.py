"""The table of settings in docs/operations.md, generated from the code: `make settings-docs`."""

from leiomyo_site.config.environment import ROOT, SETTINGS

PAGE = ROOT / "docs" / "operations.md"
BEGIN, END = "<!-- The settings: written by `make settings-docs` -->\n", "<!-- End of the settings -->\n"


def settings_table() -> str:
    """Return all settings as a table in Markdown."""
    rows = [f"| `{s.name}` | {s.meaning} | {s.expected} | {f'`{s.default}`' if s.default else ''} |" for s in SETTINGS]
    return "\n".join(["| setting | meaning | value | default |", "|---|---|---|---|", *rows, ""])


def with_settings_table(page: str) -> str:
    """Return a page with the table between its two marks replaced by the current one."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + settings_table() + END + after


if __name__ == "__main__":
    PAGE.write_text(with_settings_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
