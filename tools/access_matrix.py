# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Write the matrix of role x route x party (docs/0-governance/access-matrix.md) from what the code declares."""

from __future__ import annotations

import sys
from pathlib import Path

from baken.city.load import load
from baken.governance.activities import Activities
from baken.governance.governing import Governance
from baken.governance.policy.engine import PolicyEngine
from baken.service.http.access_matrix import Matrix, markdown, matrix
from baken.service.http.app import ROUTES
from baken.vocabulary.time import Clock, SystemClock

ROOT = Path(__file__).resolve().parent.parent
CITY = ROOT / "tests" / "fixtures" / "cities" / "boulevard"
PAGE = ROOT / "docs" / "0-governance" / "access-matrix.md"
HEAD = """\
<!-- SPDX-FileCopyrightText: 2026 Baken contributors -->
<!-- SPDX-License-Identifier: EUPL-1.2 -->

# Who may use which route

Made by `tools/access_matrix.py` from what the routes declare and what [the rules](policies.md) say about it, for the
made-up city in `tests/fixtures/cities/boulevard`; do not edit it. `tests/access` fails when it is out of date, and
tries every cell against a running server.

- **yes**: the rules permit it; people have signed in within the last ten minutes.
- **no**: 401 to who has not signed in, 403 to who has. Of data that may not be seen nothing is said: they do not
  exist (404).
- The data of the city: `square-counting` is about crowds and shared with the police, `promenade-counting` is for the
  duty officer and the analyst only, `south-camera` is a public order camera for the duty officer only.
- An administrator and an integration see all datastreams, because they keep them, but not what these observed.
- `{n}` is a datastream and `{k}` an observation of the activity that is named.

"""


def matrix_of(folder: Path, clock: Clock | None = None) -> Matrix:
    """Return the matrix of a city folder as it is declared."""
    city = load(folder)
    governance = Governance(
        Activities(city.activities, city.time_zone),
        city.parties,
        city.agreements,
        city.coverage,
        PolicyEngine.shipped(city.policies),
        clock or SystemClock(),
    )
    return matrix(ROUTES, governance)


def page() -> str:
    """Return the whole page."""
    return HEAD + markdown(matrix_of(CITY))


if __name__ == "__main__":
    sys.path.append(str(ROOT / "tests" / "fixtures" / "plugins"))  # the connector of that city
    PAGE.write_text(page(), encoding="utf-8")
