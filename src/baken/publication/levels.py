# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the levels of areas to what the public is told: of places, and as coarsely as was declared."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.governance.lists import LevelDetail
from baken.publication.model import LevelWord, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

UInt8 = NDArray[np.uint8]

LEVEL_WORDS: Final[dict[int, Words]] = {
    1: Words(en="Quiet", nl="Rustig"),
    2: Words(en="Lively", nl="Gezellig"),
    3: Words(en="Busy", nl="Druk"),
    4: Words(en="Very busy", nl="Zeer druk"),
    5: Words(en="Too busy", nl="Te druk"),
}
"""The words of the operator's screen, so that a duty officer and a visitor speak of the same."""

BUSIEST_SHARE: Final = 0.25
"""A city is as busy as the busiest quarter of its places: one full stairway does not make a full city."""

_THREE: Final = np.array([0, 1, 1, 3, 4, 4], np.uint8)


def level_words(detail: LevelDetail) -> tuple[LevelWord, ...]:
    """Return the levels that are told, with their words.

    Examples
    --------
    >>> [one.name.en for one in level_words(LevelDetail.THREE)]
    ['Quiet', 'Busy', 'Very busy']
    """
    kept = sorted(set(_THREE.tolist()) - {0}) if detail is LevelDetail.THREE else list(LEVEL_WORDS)
    return tuple(LevelWord(level=level, name=LEVEL_WORDS[level]) for level in kept)


def coarse(levels: UInt8, detail: LevelDetail) -> UInt8:
    """Return levels as finely as they may be told; 0, not known, stays so.

    Invariants: never falls with the level, and a quiet place is never told of as busy, nor a busy one as quiet.

    Examples
    --------
    >>> coarse(np.arange(6, dtype=np.uint8), LevelDetail.THREE).tolist()
    [0, 1, 1, 3, 4, 4]
    """
    return levels if detail is LevelDetail.FIVE else _THREE[levels]


def of_places(levels: UInt8, members: Sequence[Sequence[int]]) -> UInt8:
    """Return the level of each place: that of its busiest area; 0 where no area of it is known.

    Parameters
    ----------
    levels
        Shape (..., areas).
    members
        Which areas each place consists of.

    Examples
    --------
    >>> of_places(np.array([[1, 4, 0]], np.uint8), [(0, 1), (2,)]).tolist()
    [[4, 0]]
    """
    columns = [levels[..., list(one)].max(axis=-1, initial=0) for one in members]
    return np.stack(columns, axis=-1).astype(np.uint8) if columns else np.zeros((*levels.shape[:-1], 0), np.uint8)


def overall(levels: UInt8) -> UInt8:
    """Return the level of the whole city: the lowest level among the busiest quarter of the places that are known.

    Parameters
    ----------
    levels
        Shape (times, places); 0 is not known.

    Examples
    --------
    >>> overall(np.array([[5, 4, 3, 2, 2, 1, 1, 0], [0] * 8], np.uint8)).tolist()
    [4, 0]
    """
    found = np.zeros(len(levels), np.uint8)
    for i, row in enumerate(levels):
        known = np.sort(row[row > 0])[::-1]
        if len(known):
            found[i] = known[math.ceil(len(known) * BUSIEST_SHARE) - 1]
    return found
