# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Doubts: why what is said of a limit is to be taken with care; carried to the screen and into every message."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.model import Status
from baken.situation.plausibility.doubt import Doubt
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import NO_TIME_US
from baken.warning.model import DoubtCode

if TYPE_CHECKING:
    from baken.warning.outlook import Bool, Chances, Int64, Outlook

OLD_AFTER_S: Final = 2 * 3600
"""A forecast that was issued longer ago is old, or longer than two of its steps."""

_CODES: Final = tuple(DoubtCode)
_US: Final = 1_000_000


def doubts(outlook: Outlook, chances: Chances, is_foreseen: Bool) -> Int64:
    """Return the doubts of every limit as one number, for :func:`codes`; shape (n,).

    Parameters
    ----------
    is_foreseen
        Whether limits of this kind have forecasts at all, shape (n,): the lack of one is a doubt only then.
    """
    known = ~np.isnan(outlook.value)
    status = outlook.forecast_status
    issued = outlook.forecast_issued_us
    has = is_foreseen & (status != Status.NONE) & (chances.covered_s > 0)
    age_s = 0 if issued == NO_TIME_US else (outlook.at_us - issued) // _US
    found = {
        DoubtCode.ONE_SOURCE: known & (outlook.sources == 1),
        DoubtCode.SUSPECT_SOURCE: (known & _is_suspect(outlook)) | (outlook.doubt == Doubt.DOUBTED),
        DoubtCode.NOT_CORROBORATED: outlook.doubt == Doubt.NOT_CORROBORATED,
        DoubtCode.STALE_SOURCE: outlook.quality == QualityFlag.STALE,
        DoubtCode.NO_ESTIMATE: ~known,
        DoubtCode.NO_FORECAST: is_foreseen & ~has,
        DoubtCode.SHORT_FORECAST: has & (chances.covered_s < outlook.lead_s),
        DoubtCode.REFERENCE_FORECAST: has & (status == Status.REFERENCE),
        DoubtCode.OLD_FORECAST: has & (age_s > max(OLD_AFTER_S, 2 * outlook.step_s)),
    }
    mask = np.zeros(len(outlook), np.int64)
    for place, code in enumerate(_CODES):
        mask |= np.asarray(found[code]).astype(np.int64) << place
    return mask


def _is_suspect(outlook: Outlook) -> Bool:
    flag = outlook.quality
    return np.asarray((flag >= QualityFlag.SUSPECT) & (flag <= QualityFlag.OUT_OF_RANGE))


@lru_cache(maxsize=1024)
def codes(mask: int) -> tuple[DoubtCode, ...]:
    """Return the doubts that a number of :func:`doubts` stands for.

    Examples
    --------
    >>> [code.value for code in codes(0b100001)]
    ['one-source', 'no-forecast']
    """
    return tuple(code for place, code in enumerate(_CODES) if mask >> place & 1)
