"""For any text: each word that was typed is shown in order, or named."""

from hypothesis import given, settings
from hypothesis import strategies as st

from leiomyo_site.text.clinic import Clinic
from leiomyo_site.text.fidelity import fidelity_issues, shown_words
from leiomyo_site.text.glossary import Glossary
from leiomyo_site.text.markup_checks import left_over_issues, source_issues
from leiomyo_site.text.normalization import comparable, stored
from leiomyo_site.text.rendering import RenderContext, render

PIECES = st.sampled_from(
    ["alpha", "beta", "5", " ", "\n", "\n\n", "*", "**", "_", "`", "[", "]", "](/x/)", "](no such)", "(", "![", "<", ">",
     "<!--", "-->", "- ", "1. ", "# ", "## ", "|", "|---|---|\n", "\t", "    ", "\\", "&", "&amp;", "/// more | Q\n",
     "/// call | C\n", "///\n", "////\n", "{emergency}", "{clinic}", "[@a]", "[a]: ", ": ", "~~", "\u00ad", "=\n", "---\n"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=80))


@given(TEXTS)
@settings(max_examples=1_500, deadline=None)
def test_each_typed_word_is_shown_or_named(source: str) -> None:
    rendered = render(source, RenderContext(Glossary([])))
    issues = [
        *source_issues(source),
        *left_over_issues(rendered.blocks),
        *fidelity_issues(source, rendered.blocks, lang="en", clinic=Clinic(), sources=()),
    ]
    shown = [word for block in rendered.blocks for word in shown_words(block, "en")]
    for word in ("alpha", "beta"):
        # Counted in the plain source, without any rule of Markdown.
        assert issues or source.count(word) == " ".join(shown).count(word)


@given(st.text(max_size=60))
@settings(max_examples=500, deadline=None)
def test_comparing_twice_changes_nothing_and_composing_does_not_matter(text: str) -> None:
    once = comparable(text.replace("&", ""))
    assert comparable(once) == once
    assert comparable(stored(text)) == comparable(text)
