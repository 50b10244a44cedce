# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a warning to the evidence on which a response is proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.response.model import Evidence
from baken.warning.texts import draft

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from baken.warning.model import WarningRecord

_MINUTE_US = 60_000_000


def evidence_of(record: WarningRecord, names: Mapping[str, str], zone: tzinfo, at_us: int) -> Evidence:
    """Return why something is proposed: the warning as it stands at a moment."""
    said = record.worst.newest
    texts = {language: draft(record, names, zone, language) for language in ("en", "nl")}
    sentences = {key: record.cause.value if t is None else t.headline for key, t in texts.items()}
    is_ahead = said.peak_at_us > at_us
    return Evidence(
        warning_id=record.id,
        at_us=at_us,
        kinds=tuple(dict.fromkeys(member.limit.kind for member in record.standing or record.members)),
        area_ids=record.area_ids,
        probability=said.probability if said.is_known else 0.0,
        sentence=sentences["en"],
        sentence_nl=sentences["nl"],
        lower=said.lower if said.is_known else None,
        upper=said.upper if said.is_known else None,
        expected_at_us=said.peak_at_us if is_ahead else None,
        lead_min=(said.peak_at_us - at_us) / _MINUTE_US if is_ahead else 0.0,
        in_doubt=bool(record.doubts),
        doubts=tuple(code.value for code in record.doubts),
    )
