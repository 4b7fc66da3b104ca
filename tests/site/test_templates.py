"""The templates of the public pages: every word can be translated, every value is escaped, none is forgotten."""

import re
import shutil
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template import engines
from jinja2 import UndefinedError

from leiomyo_site.editions.management.commands.makemessages import sentences
from tests.tools import not_here

ROOT = Path(__file__).parent.parent.parent
PUBLIC = ROOT / "templates/public"
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
MARKUP = re.compile(r'<!--/?\w+|\w*-->|<!doctype html>|</?\w(?:[^<>"]|"[^"]*")*>|[\w-]+="[^"]*"', re.DOTALL)
SHOWN_ATTRIBUTE = re.compile(r'(?:title|alt|aria-label|placeholder)="([^"]*)"')


def words_left_bare(source: str) -> list[str]:
    """Return the words of a template that are shown as they stand there, in any language."""
    literal = JINJA.sub("", source)
    shown = MARKUP.sub(" ", literal.replace("{pages}", "")) + " ".join(SHOWN_ATTRIBUTE.findall(literal))
    return re.findall(r"[^\W\d]{2,}", shown)


@pytest.mark.parametrize("path", sorted(PUBLIC.rglob("*.html")), ids=lambda path: str(path.relative_to(PUBLIC)))
def test_every_word_can_be_translated(path: Path) -> None:
    assert words_left_bare(path.read_text()) == []


@pytest.mark.parametrize("source", ["<p>Bare</p>", '<img alt="A scar">', "{{ _('Said') }} bare"])
def test_a_bare_word_is_found(source: str) -> None:
    assert words_left_bare(source)


def test_sentences_are_found_with_their_values() -> None:
    source = """{{ _("Version %(number)s", number=1) }}\n{% block x %}{{ _("Long "\n"words") }}{% endblock %}"""
    assert list(sentences(source)) == [(1, "Version %(number)s"), (2, "Long words")]


def test_all_sentences_reach_translators(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("xgettext") is None:
        not_here("no xgettext: install it with sudo apt-get install gettext")
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    (tmp_path / "locale").mkdir()
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", "--locale=es", "--keep-pot", "--no-wrap", verbosity=0)
    written = (tmp_path / "locale/es/LC_MESSAGES/django.po").read_text()
    wanted = {sentence for path in PUBLIC.rglob("*.html") for _, sentence in sentences(path.read_text())}
    assert len(wanted) > 100
    assert {sentence for sentence in wanted if f'msgid "{sentence}"' not in written} == set()


def test_values_are_escaped_in_text_attributes_and_sentences() -> None:
    source = """<p title="{{ x }}">{{ x }} {{ _("by %(x)s", x=x) }}</p>"""
    shown = engines["public"].from_string(source).render({"x": '"<b>&'})
    assert shown == '<p title="&#34;&lt;b&gt;&amp;">&#34;&lt;b&gt;&amp; by &quot;&lt;b&gt;&amp;</p>'


@pytest.mark.parametrize("source", ["{{ forgotten }}", "{% if forgotten %}{% endif %}", "{{ page.forgotten }}"])
def test_a_forgotten_variable_fails(source: str) -> None:
    with pytest.raises(UndefinedError):
        engines["public"].from_string(source).render({"page": object()})
