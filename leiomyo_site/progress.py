"""Progress of long work, for a person at a terminal; silent in a pipe."""

from collections.abc import Callable

from django.core.management.base import OutputWrapper


def show_progress(label: str, out: OutputWrapper) -> Callable[[int, int], None]:
    """Return a callback that writes how many of how many are done, on a terminal only."""

    def show(done: int, total: int) -> None:
        if out.isatty():
            out.write(f"\r{label} {done} of {total}", ending="" if done < total else "\n")

    return show
