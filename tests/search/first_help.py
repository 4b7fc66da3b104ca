"""The questions whose first help is known, by what they must bring; each file says so in its first line."""

from pathlib import Path

QUESTIONS = Path(__file__).parent / "questions"


def questions(name: str) -> list[str]:
    """Return the questions of a file, in its order."""
    lines = (QUESTIONS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def held_out(name: str) -> list[str]:
    """Return the questions of a name that were first put after rules were written for all others, set by set."""
    sets = sorted(path.parent.name for path in QUESTIONS.glob(f"held-out/*/{name}.txt"))
    return [line for number in sets for line in questions(f"held-out/{number}/{name}")]


def real_words() -> list[str]:
    """Return words that are right as they stand."""
    return [word.strip() for word in " ".join(questions("real-words")).split(",")]
