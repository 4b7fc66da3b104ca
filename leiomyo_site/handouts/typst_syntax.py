"""Words as typst code. All that comes from a text goes in as a quoted string, so nothing in it can be a command."""

import re

SPACES = re.compile(r"[ \t\r\n\f]+")
# Signs that are no letters: control characters, halves of pairs, the byte order mark.
NO_LETTERS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
# The font draws one kind of unbreakable space.
UNBREAKABLE = str.maketrans({"\u202f": "\xa0"})


def string(text: str) -> str:
    """Return a text as a string of typst, each run of white space as one space.

    >>> print(string('say "hi"\\n #evil() \\\\ $x$'))
    "say \\"hi\\" #evil() \\\\ $x$"
    """
    plain = SPACES.sub(" ", NO_LETTERS.sub("", text)).translate(UNBREAKABLE)
    return raw_string(plain)


def raw_string(text: str) -> str:
    """Return a text as a string of typst with every space and line end kept: for drawings and addresses."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def block(*statements: str) -> str:
    """Return statements as one piece of content.

    >>> block('"A "', 'strong({"b"})'), block()
    ('{"A "; strong({"b"})}', '[]')
    """
    given = [statement for statement in statements if statement]
    return "{" + "; ".join(given) + "}" if given else "[]"


def call(function: str, *arguments: str, **named: str) -> str:
    """Return a call; the arguments are typst code already.

    >>> call("heading", '{"One"}', level="2")
    'heading(level: 2, {"One"})'
    """
    names = [f"{name}: {value}" for name, value in named.items()]
    return f"{function}({', '.join((*names, *arguments))})"


def array(items: list[str]) -> str:
    """Return an array; the items are typst code already.

    >>> array(["1"]), array([])
    ('(1,)', '()')
    """
    return f"({', '.join(items)},)" if items else "()"
