# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which datastream belongs to which group, as a table that DuckDB can join as quickly as one of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

TABLE = "group_of"


class GroupTable:
    """The temporary table ``group_of (datastream_id, group_code)`` of one cursor.

    Group names are replaced by their place in :attr:`names`, and the table is made again only for other groups: ten
    thousand datastreams as query parameters cost more than the aggregate itself.
    """

    def __init__(self) -> None:
        self._groups: dict[int, str] | None = None
        self.names: tuple[str, ...] = ()

    def hold(self, cursor: duckdb.DuckDBPyConnection, groups: Mapping[int, str]) -> None:
        """Let the table hold these groups, for the statements that follow on this cursor."""
        if groups == self._groups:
            return
        self._groups = None
        names = tuple(sorted(set(groups.values())))
        code = {name: i for i, name in enumerate(names)}
        rows = pa.table(
            {
                "datastream_id": pa.array(groups, pa.int32(), size=len(groups)),
                "group_code": pa.array([code[name] for name in groups.values()], pa.int32()),
            }
        )
        cursor.register("offered_groups", rows)
        try:
            cursor.execute(f"CREATE OR REPLACE TEMP TABLE {TABLE} AS FROM offered_groups")
        finally:
            cursor.unregister("offered_groups")
        self._groups, self.names = dict(groups), names
