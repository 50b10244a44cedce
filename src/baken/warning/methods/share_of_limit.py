# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Share of limit: the present value has come to a share of the limit. What most systems do; the reference here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.warning.outlook import Chances
from baken.warning.probability import passed_now
from baken.warning.protocol import ConditionDefinition

if TYPE_CHECKING:
    from baken.warning.outlook import Outlook

SHARE: Final = 0.8


class ShareOfLimit:
    """Certain when the present value, taken as it is, is above a share of the limit; impossible when it is not.

    Of a limit that is passed downwards: when the value is below the limit divided by the share.
    """

    definition: Final = ConditionDefinition(
        id="share-of-limit",
        version=1,
        title="The present value is above 80 % of the limit",
        source="Common practice; no forecast, no doubt",
    )

    def __init__(self, share: float = SHARE) -> None:
        self.share = share

    def chances(self, outlook: Outlook) -> Chances:
        """Return 0 or 1 of all limits."""
        line = np.where(outlook.is_below, outlook.limits / self.share, outlook.limits * self.share)
        line = np.where(outlook.limits < 0.0, outlook.limits, line)
        said = passed_now(outlook.value, np.zeros(len(outlook)), line, outlook.is_below)
        said = np.where(outlook.precondition < 0.5, np.minimum(said, 0.0), said)
        none = np.full(len(outlook), -1, np.int64)
        unknown = np.full(len(outlook), np.nan)
        now = np.fmin(passed_now(outlook.value, np.zeros(len(outlook)), outlook.limits, outlook.is_below), said)
        return Chances(
            now=now,
            within=said,
            lower=said,
            upper=said,
            peak=unknown,
            peak_step=none,
            covered_s=np.zeros(len(outlook), np.int64),
            uncorrected=said,
        )
