# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Arrow without pandas.

The first ``pa.array`` of a Python list imports pandas when it is installed, only to ask whether the list is a series
of it: most of a second at the start and 50 MB for as long as the server runs. pyarrow asks once and remembers the
answer; this lets it ask at a moment when there is no pandas. Conversions to and from pandas work afterwards as ever,
because those ask again.
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType


class _NoPandas(MetaPathFinder):
    def find_spec(
        self, fullname: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is not asked for")
        return None


def leave_pandas_alone() -> None:
    """Let pyarrow find no pandas, unless somebody imported it already."""
    if "pandas" in sys.modules:
        return
    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(finder)


leave_pandas_alone()
