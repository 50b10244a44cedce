# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A file of what was kept: all of a block or nothing of it, newer tables in older files, and faults in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from baken.errors import BakenError
from baken.service.forecasting.kept_file import Deletion, KeptFile, count_deletion

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIRST: Final = "CREATE TABLE shell (name TEXT NOT NULL UNIQUE) STRICT;"
SECOND: Final = "CREATE TABLE pearl (name TEXT NOT NULL) STRICT;"


class ShellError(BakenError):
    """Shells cannot be kept."""


def opened(folder: Path, *versions: str) -> KeptFile:
    return KeptFile(folder / "shells.sqlite", versions=versions, holds="shells", error=ShellError)


def keep(shells: KeptFile, *names: str) -> None:
    with shells.writing() as database:
        for name in names:
            database.execute("INSERT INTO shell VALUES (?)", (name,))


def fail_after(shells: KeptFile, name: str) -> None:
    with shells.writing() as database:
        database.execute("INSERT INTO shell VALUES (?)", (name,))
        raise ZeroDivisionError


@pytest.fixture
def shells(tmp_path: Path) -> Iterator[KeptFile]:
    made = opened(tmp_path, FIRST)
    yield made
    made.close()


def test_of_a_block_that_fails_nothing_is_kept_and_the_next_one_is(shells: KeptFile) -> None:
    with pytest.raises(ShellError, match=r"The shells in .* cannot be written: UNIQUE"):
        keep(shells, "cockle", "cockle")
    with pytest.raises(ZeroDivisionError):
        fail_after(shells, "mussel")
    keep(shells, "whelk")
    assert shells.read("SELECT name FROM shell") == [("whelk",)]


def test_a_file_of_an_earlier_version_gets_what_was_added_and_keeps_what_it_has(
    shells: KeptFile, tmp_path: Path
) -> None:
    keep(shells, "whelk")
    shells.close()
    later = opened(tmp_path, FIRST, SECOND)
    assert later.read("SELECT name FROM shell") == [("whelk",)]
    assert later.read("SELECT name FROM pearl") == []
    later.close()
    with pytest.raises(ShellError, match="of version 2; this program knows version 1"):
        opened(tmp_path, FIRST)


def test_what_batches_of_a_run_took_away_is_counted_until_it_is_settled(shells: KeptFile) -> None:
    for times in ([30, 10, 20], [5, 40]):
        with shells.writing() as database:
            count_deletion(database, 7, times)
    assert shells.deletions() == {7: Deletion(rows=5, first_us=5, last_us=40)}
    shells.settle_deletion(7)
    assert shells.deletions() == {}


def test_a_file_that_was_compacted_has_nothing_beside_it(shells: KeptFile, tmp_path: Path) -> None:
    keep(shells, "whelk")
    shells.compact()
    assert [path.name for path in tmp_path.iterdir()] == ["shells.sqlite"]


def test_what_is_asked_of_a_closed_file_is_refused_in_its_own_words(shells: KeptFile) -> None:
    shells.close()
    with pytest.raises(ShellError, match="cannot be read"):
        shells.read("SELECT name FROM shell")
