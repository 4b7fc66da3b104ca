"""How far long work has come, for a person who looks on; silent where nobody does."""

from collections.abc import Callable

from django.core.management.base import OutputWrapper


def show_progress(doing: str, out: OutputWrapper) -> Callable[[int, int], None]:
    """Return a function that writes how many of how many are done, on a terminal only."""

    def show(done: int, of: int) -> None:
        if out.isatty():
            out.write(f"\r{doing} {done} of {of}", ending="" if done < of else "\n")

    return show
