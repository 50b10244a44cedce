# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Draft of an impact assessment of human rights and algorithms (IAMA 2.0): why, what, how, human rights, closing.

Source: IAMA versie 2 (Ministerie van BZK, Universiteit Utrecht, Dialogic, 2026) and its form (github.com/MinBZK/
par-dpia-form). Numbers and titles are those of the model; the questions are worded by us, shorter. It covers article 27
of the AI Act where that applies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.registers.drafts.dpia import draft_of
from baken.registers.drafts.iama_how import how
from baken.registers.drafts.iama_rights import closing, rights
from baken.registers.drafts.iama_what import what, why
from baken.registers.drafts.known import Known
from baken.registers.drafts.model import Draft, DraftKind, ModelRecord
from baken.registers.model import Text

if TYPE_CHECKING:
    from baken.governance.model import ProcessingActivity
    from baken.registers.model import Facts

MODEL: Final = ModelRecord(
    name="Impact Assessment Mensenrechten en Algoritmes (IAMA)",
    version="2.0",
    url="https://www.rijksoverheid.nl/documenten/rapporten/2026/02/16/"
    "toelichtingsdocument-impact-assessment-mensenrechten-en-algoritmes",
)
TITLE: Final = Text("Concept-IAMA", "Draft IAMA")


def iama(activity: ProcessingActivity, facts: Facts) -> Draft:
    """Return the draft of an IAMA of an activity."""
    known = Known(activity, facts)
    parts = [why(known), what(known), how(known), rights(known), closing()]
    return draft_of(DraftKind.IAMA, TITLE, MODEL, known, parts)
