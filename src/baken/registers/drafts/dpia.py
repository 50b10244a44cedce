# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Draft of a data protection impact assessment, by the Rijksmodel DPIA 3.0: sections 0 to 19.

Source: Model DPIA Rijksdienst 3.0 (https://www.kcbr.nl, 2023) and its reporting form (github.com/MinBZK/par-dpia-form).
Numbers and titles of the sections are those of the model; the questions are worded by us. A draft is not an assessment:
necessity, proportionality, risk and acceptance stay with people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.registers.drafts.dpia_assessment import closing, lawfulness, measures, risks
from baken.registers.drafts.dpia_description import description, introduction
from baken.registers.drafts.known import Known
from baken.registers.drafts.model import Draft, DraftActivity, DraftKind, ModelRecord, summary
from baken.registers.explained import standing_record
from baken.registers.here import CityRecord
from baken.registers.model import Text

if TYPE_CHECKING:
    from baken.governance.model import ProcessingActivity
    from baken.registers.drafts.model import Part
    from baken.registers.model import Facts

MODEL: Final = ModelRecord(
    name="Rijksmodel DPIA",
    version="3.0",
    url="https://www.kcbr.nl/sites/default/files/2023-09/Model%20DPIA%20Rijksdienst%20v3.0.pdf",
)
TITLE: Final = Text("Concept-DPIA", "Draft DPIA")


def dpia(activity: ProcessingActivity, facts: Facts) -> Draft:
    """Return the draft of a DPIA of an activity."""
    known = Known(activity, facts)
    parts = [
        introduction(known),
        description(known),
        lawfulness(known),
        risks(known),
        measures(known),
        closing(known),
    ]
    return draft_of(DraftKind.DPIA, TITLE, MODEL, known, parts)


def draft_of(kind: DraftKind, title: Text, model: ModelRecord, known: Known, parts: list[Part]) -> Draft:
    """Put the parts of a draft together."""
    activity, city = known.activity, known.facts.city
    return Draft(
        kind=kind,
        title=Text(f"{title.nl}: {activity.name_nl}", f"{title.en}: {activity.name}"),
        model=model,
        activity=DraftActivity(
            id=activity.id,
            version=activity.version,
            uri=activity.uri,
            name=Text(activity.name_nl, activity.name),
        ),
        city=CityRecord(id=city.id, name=city.name, simulated=city.simulated),
        controller=known.facts.party(activity.controller).name,
        standing=standing_record(known.facts.standing(activity.id)),
        summary=summary(parts),
        parts=parts,
    )
