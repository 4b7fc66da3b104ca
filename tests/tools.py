"""Where the browser and other programs are, or why there are none."""

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
MUST_RUN = bool(os.environ.get("EVERYTHING_MUST_RUN"))


def browser_path() -> str:
    """Return the path of a Chromium; without one skip the test, or fail it where everything must run."""
    for name in filter(None, (os.environ.get("CHROMIUM"), *NAMES)):
        if found := shutil.which(name):
            return found
    return not_here("no browser: install one with sudo apt-get install chromium")


def tool_path(name: str) -> str:
    """Return the path of a program; without it skip the test, or fail it where everything must run."""
    return shutil.which(name) or not_here(f"no {name}: install it with sudo apt-get install {name}")


def not_here(why: str) -> str:
    """Skip a test that lacks a tool, or fail it where everything must run."""
    if MUST_RUN:
        pytest.fail(why)
    pytest.skip(why)
