# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which release holds now: the rule of each datastream follows from the activity that it belongs to."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.governance.log.key_files import read_or_make
from baken.governance.log.node_key import KEYS_FOLDER
from baken.governance.minimisation.noise import SECRET_BYTES
from baken.governance.minimisation.release import Release
from baken.governance.minimisation.rule import CellRule
from baken.observation.activity_index import activity_of
from baken.observation.catalogue_state import Kind
from baken.observation.columns import columns_of
from baken.observation.protocol import Outcome
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from baken.governance.governing import Governance
    from baken.observation.catalogue import Catalogue
    from baken.observation.columns import ObservationColumns
    from baken.observation.model import Datastream
    from baken.observation.protocol import Receipt

INTERVAL_PROPERTY: Final = "intervalS"
"""In ``Datastream.properties``: how long each of its observations lasts, in seconds."""

_QUANTITIES: Final = frozenset(quantity.value for quantity in Quantity)


class Releases:
    """Gives the release that holds now; called for every read, and made anew only when something changed.

    Parameters
    ----------
    secret
        Gives the node's secret for noise; asked only when an activity declares noise.
    delays_s
        How long after the end of an interval the observations of a datastream come.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        governance: Governance,
        secret: Callable[[], bytes],
        delays_s: Mapping[int, float] | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._governance = governance
        self._secret = secret
        self._delays_s = delays_s or {}
        self._made: tuple[int, int, Release] = (-1, -1, Release.nothing())

    def __call__(self) -> Release:
        """Return the release that holds now."""
        version, epoch, release = self._made
        if (version, epoch) == (self._catalogue.version, self._governance.epoch):
            return release
        version, epoch = self._catalogue.version, self._governance.epoch
        rules = {d.id: self._rule(d) for d in self._catalogue.datastreams()}
        is_noisy = any(rule.epsilon is not None for rule in rules.values())
        release = Release(rules, self._secret() if is_noisy else None)
        self._made = version, epoch, release
        return release

    def _rule(self, datastream: Datastream) -> CellRule:
        activity = self._governance.activity(activity_of(datastream))
        observed = self._catalogue.get(Kind.OBSERVED_PROPERTY, datastream.observed_property_id)
        if activity is None or observed is None or observed.name not in _QUANTITIES:
            return CellRule()  # what belongs to no activity is not read at all; other quantities are about nobody
        interval = datastream.properties.get(INTERVAL_PROPERTY)
        interval_s = float(interval) if isinstance(interval, int | float) and interval > 0 else 0.0
        delay_s = self._delays_s.get(datastream.id)
        settling_s = None if delay_s is None else interval_s + delay_s
        return CellRule.of(activity.minimisation, Quantity(observed.name), interval_s, settling_s)


def noise_secret(data: Path) -> bytes:
    """Return the secret in a data folder from which noise is made; make it when there is none yet."""
    return read_or_make(data / KEYS_FOLDER / "noise.key", lambda: secrets.token_bytes(SECRET_BYTES))


def with_stand_ins(rows: ObservationColumns, release: Release) -> ObservationColumns:
    """Return rows with half of k, called suspect, in place of what is withheld: for estimates, withheld in their turn.

    Examples
    --------
    >>> from baken.observation.columns import ObservationColumns
    >>> release = Release({1: CellRule(k=10)})
    >>> rows = ObservationColumns.of(1, [0], [np.nan], available_at_us=0, quality=int(QualityFlag.WITHHELD))
    >>> with_stand_ins(rows, release).result.tolist()
    [5.0]
    """
    if release.is_idle:
        return rows
    few = rows.quality == QualityFlag.WITHHELD
    if not few.any():
        return rows
    return replace(
        rows,
        result=np.where(few, release.k_of(rows.datastream_id) / 2, rows.result),
        quality=np.where(few, np.uint8(QualityFlag.SUSPECT), rows.quality).astype(np.uint8),
    )


def leaving_at_once(rows: ObservationColumns, receipt: Receipt, release: Release) -> ObservationColumns | None:
    """Return rows that were committed as they may leave now; None when that takes a look at what was there before.

    Rows that become part of a larger cell leave later, when that has settled.
    """
    if release.is_idle:
        return rows
    merging = np.isin(rows.datastream_id, np.array(release.merging(), np.int32))
    corrected = receipt.outcome == Outcome.CORRECTED
    if (corrected & (release.k_of(rows.datastream_id) > 1)).any() or (corrected & merging).any():
        return None
    return columns_of(release.rows(rows.take(~merging).to_arrow()))
