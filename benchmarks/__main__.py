"""Runs every benchmark, writes ``benchmarks/latest.json``, prints the table and puts it into ``docs/performance.md``.

``python -m benchmarks [NAME ...]`` runs only the modules named; the figures of the others stay as they were.
"""

import json
import os
import pkgutil
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import benchmarks

HERE = Path(__file__).parent
LATEST = HERE / "latest.json"
PAGE = HERE.parent / "docs" / "performance.md"
BEGIN, END = "<!-- table: made by make bench -->", "<!-- end of table -->"
COLUMNS = ("name", "value", "unit", "n", "baseline", "ratio")


def main(wanted: Sequence[str]) -> None:
    """Run the benchmarks ``wanted``, or all."""
    modules = sorted(one.name for one in pkgutil.iter_modules(benchmarks.__path__) if one.name.startswith("bench_"))
    chosen = [one for one in modules if not wanted or one.removeprefix("bench_") in wanted]
    known = {figure["name"]: figure for figure in json.loads(LATEST.read_text())["figures"]} if LATEST.exists() else {}
    for name in chosen:
        print(f"-- {name}", file=sys.stderr, flush=True)
        known |= {figure["name"]: figure for figure in import_module(f"benchmarks.{name}").figures()}
    figures = list(known.values())
    LATEST.write_text(json.dumps({"machine": machine(), "figures": figures}, ensure_ascii=False, indent=1) + "\n")
    print(table(figures))
    write_page(table(figures))


def machine() -> dict[str, str]:
    """Return what was measured on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    day = datetime.now(UTC).date().isoformat()
    return {"cpu": model, "cores": str(os.cpu_count()), "python": platform.python_version(), "date": day}


def table(figures: Sequence[dict[str, object]]) -> str:
    """Return the figures as a Markdown table."""
    rows = [COLUMNS, *(tuple(shown(figure.get(column)) for column in COLUMNS) for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(COLUMNS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def shown(value: object) -> str:
    """Return a figure with three significant digits."""
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"  # noqa: PLR2004
    return "" if value is None else str(value)


def write_page(made: str) -> None:
    """Replace the table of the page, and name the machine."""
    text = PAGE.read_text(encoding="utf-8")
    of = machine()
    told = f"Machine: {of['cpu']}, {of['cores']} cores, Debian 12, Python {of['python']}, {of['date']}.\n\n{made}"
    head, _, rest = text.partition(BEGIN)
    PAGE.write_text(f"{head}{BEGIN}\n\n{told}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
