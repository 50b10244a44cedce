# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A release: observations as they may leave the node.

Why it is safe against differencing. Cells do not overlap: a value is about one observation, or about all observations
of one interval of a fixed grid. Each cell is protected once, as a function of that cell alone
(:func:`.protection.protect`), and everything that leaves (sums, means, extremes, counts by a filter, estimates of
areas, totals of a city, time lines) is made from protected cells. Whatever somebody computes from any number of answers
is therefore a function of the protected cells too. Of each cell these say "fewer than k", or about how many with a step
of k; sums and differences of them are multiples of k. Later versions of a cell are shown only when they differ by at
least k from every version that was shown (:func:`.versions.anchors`), and noise is the same whenever the same version
is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from baken.governance.minimisation.cells import merged
from baken.governance.minimisation.noise import SECRET_BYTES, geometric, keyed_uniform
from baken.governance.minimisation.protection import protect
from baken.governance.minimisation.rule import CellRule, MinimisationError
from baken.governance.minimisation.versions import anchors
from baken.vocabulary.quality import QualityFlag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

_IDLE: Final = CellRule()


class Release:
    """Observations as they may leave the node, by the rule of each datastream.

    Tables are Arrow tables with the columns of observations: ``datastream_id``, ``phenomenon_time``, ``result``,
    ``available_at``, ``quality``, ``parameters`` and others, which pass.

    Parameters
    ----------
    rules
        By datastream id; a datastream that is not named, or whose rule asks for nothing, passes as it is.
    secret
        Of the node, 32 bytes; needed where a rule asks for noise.

    Raises
    ------
    MinimisationError
        When a rule asks for noise and there is no secret.
    """

    def __init__(self, rules: Mapping[int, CellRule], secret: bytes | None = None) -> None:
        self._rules = {i: rule for i, rule in rules.items() if not rule.is_idle}
        if any(rule.epsilon is not None for rule in self._rules.values()) and len(secret or b"") != SECRET_BYTES:
            raise MinimisationError("Noise is asked for, and there is no secret to make it from.")
        self._secret = secret or b""
        self._k = np.ones(max(self._rules, default=-1) + 2, np.int64)
        self._epsilon = np.zeros(len(self._k))
        self._concerned = np.zeros(len(self._k), np.bool_)
        for i, rule in self._rules.items():
            self._k[i], self._epsilon[i], self._concerned[i] = rule.k, rule.epsilon or 0.0, True

    @classmethod
    def nothing(cls) -> Release:
        """Return a release that changes nothing."""
        return cls({})

    @property
    def is_idle(self) -> bool:
        """Return whether every value leaves as it is."""
        return not self._rules

    def rule(self, datastream_id: int) -> CellRule:
        """Return the rule of a datastream."""
        return self._rules.get(datastream_id, _IDLE)

    def concerned(self, datastream_ids: Iterable[int] | None = None) -> tuple[int, ...]:
        """Return which of some datastreams (all by default) do not leave as they are."""
        if datastream_ids is None:
            return tuple(self._rules)
        return tuple(i for i in datastream_ids if i in self._rules)

    def merging(self, datastream_ids: Iterable[int] | None = None) -> tuple[int, ...]:
        """Return which of some datastreams have cells of several observations."""
        return tuple(i for i in self.concerned(datastream_ids) if self._rules[i].cell_us)

    def settled(self, now_us: int) -> tuple[int, ...]:
        """Return a mark that changes whenever a cell of several observations settles."""
        grids = sorted({(rule.cell_us, rule.settling_us) for rule in self._rules.values() if rule.cell_us})
        return tuple((now_us - settling_us) // cell_us for cell_us, settling_us in grids)

    def k_of(self, datastream_ids: NDArray[np.integer]) -> NDArray[np.int64]:
        """Return k of each of these datastreams."""
        k: NDArray[np.int64] = self._k[np.minimum(datastream_ids, len(self._k) - 1)]
        return k

    def rows(self, table: pa.Table, versions: pa.Table | None = None) -> pa.Table:
        """Return rows as they may leave; as many as there are, in the same order.

        For datastreams whose cells are single observations (others: :meth:`cells`).

        Parameters
        ----------
        versions
            Every version, as far as known, of the rows that were corrected, with their ``revision``.
        """
        concerned = self._mask(table)
        if not concerned.any():
            return table
        revision = np.zeros(len(table), np.int64)
        if versions is not None and len(versions):
            table, revision = self._anchored(table, versions, concerned)
        return self._protected(table, concerned, revision)

    def history(self, versions: pa.Table) -> pa.Table:
        """Return the versions of single values that may be shown, oldest first."""
        if not len(versions):
            return versions.drop_columns(["revision"])
        shown = np.zeros(len(versions), np.bool_)
        for places, k in self._corrected(versions):
            shown[[places[i] for i in set(anchors(_results(versions)[places].tolist(), k))]] = True
        shown |= ~self._mask(versions)
        kept = versions.filter(pa.array(shown))
        revision = kept["revision"].to_numpy().astype(np.int64)
        return self._protected(kept.drop_columns(["revision"]), self._mask(kept), revision)

    def cells(self, versions: pa.Table, known_at_us: int) -> pa.Table:
        """Return the cells of datastreams whose cells hold several observations, as they may leave.

        Parameters
        ----------
        versions
            Every version of the rows of whole cells, with their ``revision``.
        known_at_us
            The moment as of which is asked. A cell is there once it has settled.

        Returns
        -------
        pa.Table
            Ordered by phenomenon time, then datastream.
        """
        table, revision = merged(versions, self._rules, known_at_us)
        return self._protected(table, self._mask(table), revision)

    # -- inside ----------------------------------------------------------------------------------------------

    def _mask(self, table: pa.Table) -> NDArray[np.bool_]:
        ids = table["datastream_id"].to_numpy()
        concerned: NDArray[np.bool_] = self._concerned[np.minimum(ids, len(self._concerned) - 1)]
        return concerned

    def _protected(self, table: pa.Table, concerned: NDArray[np.bool_], revision: NDArray[np.int64]) -> pa.Table:
        if not concerned.any():
            return table
        ids = np.minimum(table["datastream_id"].to_numpy(), len(self._k) - 1)
        k = self._k[ids]
        found = _results(table)
        safe = protect(found, k, self._noise(table, ids, revision))
        result = np.where(concerned, safe, found)
        withheld = concerned & np.isnan(safe) & ~np.isnan(found)
        quality = np.where(withheld, np.uint8(QualityFlag.WITHHELD), table["quality"].to_numpy()).astype(np.uint8)
        # What else a sensor says of a value, for example how many went which way, stays here.
        texts = pc.if_else(concerned, pc.if_else(withheld, _fewer_than(k), None), table["parameters"])
        return _with(table, result=pa.array(result, from_pandas=True), quality=quality, parameters=texts)

    def _noise(self, table: pa.Table, ids: NDArray[np.integer], revision: NDArray[np.int64]) -> NDArray[np.int64]:
        noise = np.zeros(len(table), np.int64)
        epsilon = self._epsilon[ids]
        if not epsilon.any():
            return noise
        times = table["phenomenon_time"].cast(pa.int64()).to_numpy()
        uniform = keyed_uniform(self._secret, ids.astype(np.int64), times, revision, np.zeros(len(table), np.int64))
        for one in set(epsilon[epsilon > 0].tolist()):
            at = epsilon == one
            noise[at] = geometric(uniform[at], one)
        return noise

    def _corrected(self, versions: pa.Table) -> Iterable[tuple[list[int], int]]:
        """Return for each corrected value the places of its versions, oldest first, and its k."""
        order = np.lexsort((versions["revision"].to_numpy(), _times(versions), versions["datastream_id"].to_numpy()))
        ids, times = versions["datastream_id"].to_numpy()[order], _times(versions)[order]
        begins = np.flatnonzero(np.append(True, (ids[1:] != ids[:-1]) | (times[1:] != times[:-1])))
        for first, last in zip(begins.tolist(), [*begins.tolist()[1:], len(order)], strict=True):
            rule = self._rules.get(int(ids[first]))
            if rule is not None:
                yield order[first:last].tolist(), rule.k

    def _anchored(
        self, table: pa.Table, versions: pa.Table, concerned: NDArray[np.bool_]
    ) -> tuple[pa.Table, NDArray[np.int64]]:
        """Return the table with each corrected row as the version that is shown for it, and which version that is."""
        results, ids, times = _results(versions), versions["datastream_id"].to_numpy(), _times(versions)
        shown = {}
        for places, k in self._corrected(versions):
            latest = anchors(results[places].tolist(), k)[-1]
            shown[int(ids[places[0]]), int(times[places[0]])] = places[latest]
        revisions = versions["revision"].to_numpy()
        both = pa.concat_tables([table, versions.drop_columns(["revision"]).cast(table.schema)])
        take = np.arange(len(table))
        revision = np.zeros(len(table), np.int64)
        keys = zip(table["datastream_id"].to_numpy().tolist(), _times(table).tolist(), concerned.tolist(), strict=True)
        for row, (i, us, is_concerned) in enumerate(keys):
            if is_concerned and (place := shown.get((i, us))) is not None:
                take[row], revision[row] = len(table) + place, revisions[place]
        return both.take(pa.array(take)), revision


def _fewer_than(k: NDArray[np.int64]) -> pa.Array:
    return pc.binary_join_element_wise('{"fewerThan":', pa.array(k).cast(pa.string()), "}", "")


def _results(table: pa.Table) -> NDArray[np.float64]:
    found: NDArray[np.float64] = table["result"].to_numpy()
    return found


def _times(table: pa.Table) -> NDArray[np.int64]:
    times: NDArray[np.int64] = table["phenomenon_time"].cast(pa.int64()).to_numpy()
    return times


def _with(table: pa.Table, **columns: pa.Array | NDArray[np.generic]) -> pa.Table:
    for name, column in columns.items():
        place = table.schema.get_field_index(name)
        field = table.schema.field(place)
        table = table.set_column(place, field, pa.array(column) if isinstance(column, np.ndarray) else column)
    return table
