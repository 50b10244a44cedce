# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Quality: what is known to be wrong with a value, carried with it to the screen."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class QualityFlag(IntEnum):
    """One flag per value, ordered from trusted to useless, so that the worst of several is their maximum.

    The tests behind the flags are those of the IOOS QARTOD manuals (gross range, spike, rate of change, flat
    line), named here by what they mean to a reader.

    Examples
    --------
    >>> max(QualityFlag.GOOD, QualityFlag.FROZEN).label
    'frozen'
    """

    GOOD = 0
    """Passed every check."""
    SUSPECT = 1
    """Usable, but something about it asks for care."""
    SPIKE = 2
    """Rose or fell faster than this sensor can."""
    FROZEN = 3
    """The same value too often in a row."""
    OUT_OF_RANGE = 4
    """Outside what the quantity or the sensor can be."""
    STALE = 5
    """The newest value is older than it may be."""
    MISSING = 6
    """The source said that it has no value. This is not zero."""
    WITHHELD = 7
    """There is a value, and it stays here: it is about fewer persons than may be shown. Neither missing nor zero."""

    @property
    def label(self) -> str:
        """Return the word used in files and interfaces, for example ``out-of-range``."""
        return self.name.lower().replace("_", "-")


USABLE_UP_TO: Final = QualityFlag.SUSPECT
"""The worst flag with which a value may still inform an estimate."""


def flag_of(label: str) -> QualityFlag:
    """Return the flag that a word names.

    Examples
    --------
    >>> flag_of("out-of-range") is QualityFlag.OUT_OF_RANGE
    True
    """
    return QualityFlag[label.upper().replace("-", "_")]
