# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every bench is run in a tiny size: it comes to its end, and its figures are there. They are not looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from baken.bench.context import Size, opened
from baken.bench.registry import find, names

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", names())
def test_a_bench_comes_to_its_end_in_a_tiny_size(name: str, tmp_path: Path) -> None:
    with opened(Size.TINY, cache=tmp_path) as context:
        report = find(name).run(context)
    assert report.name == name
    assert report.targets
    assert all(figure.value is None or figure.value >= 0 for figure in report.figures)
    assert len({figure.name for figure in report.figures}) == len(report.figures)
    assert len({target.name for target in report.targets}) == len(report.targets)


def test_the_work_folder_of_a_bench_is_gone_afterwards(tmp_path: Path) -> None:
    with opened(Size.TINY, cache=tmp_path) as context:
        (context.work / "file").write_text("x")
    assert not context.work.exists()


def test_fresh_empties_the_cache(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "old.duckdb").write_text("x")
    with opened(Size.TINY, cache=cache, fresh=True):
        assert not list(cache.iterdir())
