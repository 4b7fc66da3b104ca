"""The checker of accessibility, in a page that is open."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ADMIN_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "iframes": False}
# All that is in order comes back too if it is asked for, and is most of the time that a check takes.
FAULTS = """async (rules) => (await axe.run(document, rules)).violations.map((fault) =>
    [fault.id, fault.nodes[0].html.slice(0, 120)])"""


def violations(page: Page, rules: dict[str, object] = RULES) -> list[list[str]]:
    """Return the rules that the page breaks as it is now, each with the first element that does."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[list[str]] = page.evaluate(FAULTS, rules)
    return found
