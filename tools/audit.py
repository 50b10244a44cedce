# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ask the advisory services whether a part of a running node, or of its screens, has a known vulnerability.

Exit status 1 when one has. A service that cannot be reached is told as "not measured" and is no failure: somebody
without a network must be able to work, and nobody must take silence for safety.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT: Final = Path(__file__).resolve().parent.parent
BIN: Final = Path(sys.executable).parent
PATIENCE_S: Final = 300.0

Run = subprocess.CompletedProcess[str]


class Outcome(Enum):
    """What became of a question."""

    CLEAN = "ok"
    FOUND = "FAIL"
    NOT_MEASURED = "not measured"


class Answer(NamedTuple):
    """The outcome for one kind of packages, and a line for a person."""

    outcome: Outcome
    line: str


def python_answer(done: Run) -> Answer:
    """Return what pip-audit found."""
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError, TypeError):
        return Answer(Outcome.NOT_MEASURED, f"the advisory service did not answer: {_last(done.stderr)}")
    found = [f"{one['name']} {one['version']}: {bug['id']}" for one in packages for bug in one.get("vulns", ())]
    skipped = [f"{one['name']}: {one['skip_reason']}" for one in packages if "skip_reason" in one]
    if found:
        return Answer(Outcome.FOUND, "; ".join(found))
    if skipped:
        return Answer(Outcome.NOT_MEASURED, "; ".join(skipped))
    return Answer(Outcome.CLEAN, f"{len(packages)} packages, no known vulnerability")


def node_answer(done: Run) -> Answer:
    """Return what npm audit found."""
    try:
        told: dict[str, Any] = json.loads(done.stdout)
        count = told["metadata"]["dependencies"]["prod"]
    except (json.JSONDecodeError, KeyError, TypeError):
        return Answer(Outcome.NOT_MEASURED, f"the advisory service did not answer: {_last(done.stderr or done.stdout)}")
    found = [f"{name}: {bug['severity']}" for name, bug in told.get("vulnerabilities", {}).items()]
    if found:
        return Answer(Outcome.FOUND, "; ".join(found))
    return Answer(Outcome.CLEAN, f"{count} packages, no known vulnerability")


def ask_python(folder: Path) -> Run:
    """Ask about the packages that ``uv.lock`` fixes for a running node, and not about tools of developers."""
    wanted = folder / "requirements.txt"
    exported = _run(
        [ROOT / ".tools" / "bin" / "uv", "export", "--quiet", "--frozen", "--no-dev", "--all-extras",
         "--no-emit-project", "--output-file", wanted]
    )  # fmt: skip
    if exported.returncode:
        return exported
    return _run([BIN / "pip-audit", "--disable-pip", "--requirement", wanted, "--format", "json", "--progress-spinner",
                 "off"])  # fmt: skip


def ask_node(_folder: Path) -> Run:
    """Ask about the packages that are built into the screens."""
    return _run([BIN / "npm", "--prefix", ROOT / "web", "audit", "--omit=dev", "--json"])


def _run(command: list[str | Path]) -> Run:
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    words = [str(word) for word in command]
    try:
        return subprocess.run(
            words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(words, 1, "", str(error))


def _last(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it said nothing"


_Question = tuple[str, "Callable[[Path], Run]", "Callable[[Run], Answer]"]
QUESTIONS: Final[tuple[_Question, ...]] = (
    ("Python packages", ask_python, python_answer),
    ("packages of the screens", ask_node, node_answer),
)


def main() -> int:
    """Ask both, say what came of it, and return the exit status."""
    outcomes = []
    with tempfile.TemporaryDirectory() as folder:
        for name, ask, read in QUESTIONS:
            answer = read(ask(Path(folder)))
            outcomes.append(answer.outcome)
            print(f"{answer.outcome.value:<13} {name}: {answer.line}")
    if Outcome.NOT_MEASURED in outcomes:
        print("Not measured is not the same as safe: try again where the advisory services can be reached.")
    return 1 if Outcome.FOUND in outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
