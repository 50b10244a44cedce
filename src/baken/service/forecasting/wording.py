# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is told of forecasts, in Dutch too; what nobody has translated is told in English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from baken.service.forecasting.forecasting import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from baken.forecast.lifecycle.drift import Alarm

_DUTCH: Final = (
    (r"No model has been fitted: this is the reference\.", "Er is nog geen model geleerd: dit is de referentie."),
    (r"The model failed, and rests: this is the reference\.", "Het model faalde en rust: dit is de referentie."),
    (
        r"The model took too long, and rests: this is the reference\.",
        "Het model was te traag en rust: dit is de referentie.",
    ),
    (
        r"The model is not as good as it was: this is the reference\.",
        "Het model is minder goed dan het was: dit is de referentie.",
    ),
    (
        r"The method has not learned anything yet: this is the reference\.",
        "De methode heeft nog niets geleerd: dit is de referentie.",
    ),
    (
        r"This is the reference, for there are only ([\d.]+) days of values\.",
        r"Dit is de referentie, want er zijn maar \1 dagen met waarden.",
    ),
    (
        r"This is the reference, for the newest value is (\d+) days old\.",
        r"Dit is de referentie, want de nieuwste waarde is \1 dagen oud.",
    ),
    (
        r"Since (\S+) there are ([\d.]+) times as many: what was before is scaled to that\.",
        r"Sinds \1 zijn er \2 keer zo veel: wat ervoor was is daarnaar geschaald.",
    ),
    (
        r"Since (\S+) there are ([\d.]+)% fewer: what was before is scaled to that\.",
        r"Sinds \1 zijn er \2 % minder: wat ervoor was is daarnaar geschaald.",
    ),
    (r"There is no like series to borrow from\.", "Er is geen soortgelijke reeks om van te lenen."),
    (
        r"Borrowed from (.+?), scaled by ([\d.]+) days of its own values\.",
        r"Geleend van \1, geschaald met \2 dagen eigen waarden.",
    ),
    (
        r"Leads of which the method says nothing are those of the reference\.",
        "Waar de methode niets van zegt, staat de referentie.",
    ),
)


def in_dutch(note: str) -> str:
    """Return a note in Dutch, sentence by sentence.

    Examples
    --------
    >>> in_dutch("This is the reference, for there are only 3.0 days of values.")
    'Dit is de referentie, want er zijn maar 3.0 dagen met waarden.'
    """
    for english, dutch in _DUTCH:
        note = re.sub(english, dutch, note)
    return note


def sentences(state: State, next_issue: datetime, alarms: Sequence[Alarm] = ()) -> tuple[str, str]:
    """Return how forecasting stands, in English and in Dutch."""
    at = f"{next_issue:%H:%M} UTC"
    return {
        State.UNDECLARED: (
            "No forecasts are made: no processing activity that may pass covers them.",
            "Er worden geen verwachtingen gemaakt: geen verwerking die door mag dekt ze.",
        ),
        State.WAITING: (
            f"No forecast has been issued yet; the next is due at {at}.",
            f"Er is nog geen verwachting; de volgende komt om {at}.",
        ),
        State.ISSUED: (f"The next forecast is due at {at}.", f"De volgende verwachting komt om {at}."),
        State.DRIFTED: (
            " ".join(["The model is not as it was.", *(a.sentence() for a in alarms), f"The next forecast: {at}."]),
            " ".join(
                ["Het model is niet meer wat het was.", *(a.sentence_nl() for a in alarms), f"De volgende: {at}."]
            ),
        ),
        State.FAILED: (
            "The last forecast failed; it is tried again. The log of the node says why.",
            "De laatste verwachting mislukte; het wordt opnieuw geprobeerd. Het logboek zegt waarom.",
        ),
    }[state]
