"""Run every measurement, print a table, and keep the figures in bench.json and docs/benchmarks.md.

python -m bench                    all parts
python -m bench search baking      some; the figures of the others stay as they were
"""

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

from bench.record import PARTS, ROOT, keep, machine, read_record
from bench.rows import Row, line_of


def run(part: str) -> dict[str, Any]:
    """Run one part in a process of its own, print its figures as they come, and return them.

    Raises:
        SystemExit: it failed; says which.
    """
    sys.stdout.write(f"\n{part}\n")
    began, rows = datetime.now(UTC), []
    with subprocess.Popen([sys.executable, "-m", f"bench.{part}"], cwd=ROOT, stdout=subprocess.PIPE, text=True) as made:
        for line in made.stdout or ():
            if not line.startswith("{"):
                sys.stderr.write(line)
                continue
            rows.append(Row(**json.loads(line)))
            sys.stdout.write(line_of(rows[-1]))
            sys.stdout.flush()
    if made.returncode:
        raise SystemExit(f"bench: {part} failed; see above. Nothing was kept of it.")
    return {"at": began.isoformat(timespec="seconds"), "machine": machine(), "rows": [vars(row) for row in rows]}


def main(parts: list[str]) -> None:
    """Measure the parts, and keep each as soon as it is done."""
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise SystemExit(f"bench: there is no “{unknown[0]}”; choose from {', '.join(PARTS)}.")
    record = read_record()
    for part in parts or PARTS:
        record[part] = run(part)
        keep(record)
    missed = [row["what"] for part in parts or PARTS for row in record[part]["rows"] if row["holds"] is False]
    sys.stdout.write(f"\nKept in bench.json and docs/benchmarks.md. Budgets missed: {len(missed)}\n")
    sys.stdout.writelines(f"  {what}\n" for what in missed)


if __name__ == "__main__":
    main(sys.argv[1:])
