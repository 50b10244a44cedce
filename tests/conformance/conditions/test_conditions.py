# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every condition of the registry is held against every law; and a lawless one is caught."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.warning.conformance import LAWS, Law, LawBrokenError
from baken.warning.methods.within_lead import WithinLead
from baken.warning.probability import Calibration
from baken.warning.registry import CONDITIONS

if TYPE_CHECKING:
    from baken.warning.outlook import Chances, Outlook


@pytest.mark.parametrize("name", sorted(CONDITIONS))
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_condition_keeps_the_law(name: str, law: Law) -> None:
    law(CONDITIONS[name])


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("memory_s", [1.0, 1e9])
def test_the_laws_hold_for_every_memory_and_calibration(law: Law, memory_s: float) -> None:
    law(lambda: WithinLead(memory_s=memory_s, calibration=Calibration(intercept=-0.4, slope=0.7)))


class _Lawless(WithinLead):
    """Calls what is not known calm, looks at all steps, and forgets the present."""

    def chances(self, outlook: Outlook) -> Chances:
        said = super().chances(replace(outlook, lead_s=np.full(len(outlook), 10**6), value=outlook.value * np.nan))
        return replace(said, within=np.nan_to_num(said.within))


@pytest.mark.parametrize(
    "name", ["what_is_not_known_is_not_calm", "no_look_beyond_the_lead_time", "the_present_counts_without_a_forecast"]
)
def test_a_law_can_be_broken(name: str) -> None:
    law = next(law for law in LAWS if law.__name__ == name)
    with pytest.raises(LawBrokenError):
        law(_Lawless)
