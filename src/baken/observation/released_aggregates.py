# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Aggregates of protected values, in the form that a store gives them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from baken.observation.protocol import AGGREGATE_SCHEMA
from baken.vocabulary.quality import USABLE_UP_TO, QualityFlag

if TYPE_CHECKING:
    from baken.governance.minimisation.release import Release
    from baken.observation.protocol import AggregateQuery


def aggregates(rows: pa.Table, groups: dict[int, str], query: AggregateQuery, release: Release) -> pa.Table:
    """Return the statistics of protected rows per group and bucket.

    Withheld cells take no part; with ``for_estimates`` they do, as half of k.
    """
    ids = rows["datastream_id"].to_numpy()
    result, quality = rows["result"].to_numpy(), rows["quality"].to_numpy()
    usable = (quality <= USABLE_UP_TO) & ~np.isnan(result)
    if query.for_estimates:
        withheld = quality == QualityFlag.WITHHELD
        result, usable = np.where(withheld, release.k_of(ids) / 2, result), usable | withheld
    width_us = query.bucket // timedelta(microseconds=1)
    starts = rows["phenomenon_time"].cast("int64").to_numpy() // width_us * width_us
    names = sorted(set(groups.values()))
    place = {name: i for i, name in enumerate(names)}
    of_id = np.full(max(groups) + 1, -1, np.int32)
    of_id[list(groups)] = [place[name] for name in groups.values()]
    table = pa.table({"group": of_id[ids], "bucket": starts, "value": result}).filter(pa.array(usable))
    found = table.group_by(["group", "bucket"]).aggregate(
        [("value", "count"), ("value", "sum"), ("value", "min"), ("value", "max")]
    )
    return pa.Table.from_arrays(
        [
            pc.take(pa.array(names, pa.string()), found["group"]),
            found["bucket"].cast(AGGREGATE_SCHEMA.field("bucket_start").type),
            found["value_count"],
            pc.divide(found["value_sum"], found["value_count"].cast("float64")),
            found["value_min"],
            found["value_max"],
            found["value_sum"],
        ],
        schema=AGGREGATE_SCHEMA,
    )


def combined(parts: list[pa.Table]) -> pa.Table:
    """Return the statistics of all parts together, ordered by group and bucket."""
    found = (
        pa.concat_tables(parts)
        .group_by(["group_name", "bucket_start"])
        .aggregate([("count", "sum"), ("sum", "sum"), ("minimum", "min"), ("maximum", "max")])
        .sort_by([("group_name", "ascending"), ("bucket_start", "ascending")])
    )
    return pa.Table.from_arrays(
        [
            found["group_name"],
            found["bucket_start"],
            found["count_sum"],
            pc.divide(found["sum_sum"], found["count_sum"].cast("float64")),
            found["minimum_min"],
            found["maximum_max"],
            found["sum_sum"],
        ],
        schema=AGGREGATE_SCHEMA,
    )
