# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which words the report after an event needs of each language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baken.evaluation.effects.model import Reason
    from baken.evaluation.kpis.model import Indicator
    from baken.service.evaluating.findings import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Every word of the report in one language; braces are filled in."""

    language: str
    report: str
    as_of: str
    simulated: str
    contents: str
    in_short: str
    warned: str
    warned_about: str
    nothing_passed: str
    false_alarms: str
    false_alarms_about: str
    foreseen: str
    foreseen_about: str
    no_forecasts: str
    changed: str
    changed_about: str
    no_effect_told: str
    met: str
    met_about: str
    evening: str
    evening_about: str
    evening_alt: str
    key_seen: str
    key_foreseen: str
    key_limit: str
    key_event: str
    key_intervention: str
    limit: str
    warnings: str
    warnings_about: str
    no_warnings: str
    warning_heads: tuple[str, ...]
    verdicts: dict[Verdict, str]
    minutes: str
    minutes_after: str
    missed: str
    table_heads: tuple[str, ...]
    forecasts: str
    forecasts_about: str
    forecast_heads: tuple[str, ...]
    horizon: str
    effects: str
    effects_about: str
    no_effects: str
    fewer: str
    more: str
    effect_sentence: str
    not_significant: str
    significant: str
    cannot_tell: str
    reasons: dict[Reason, str]
    truth_sentence: str
    truth_missed: str
    truth_alone: str
    truth: str
    fit: str
    in_force_from: str
    elsewhere: str
    course_alt: str
    intervals_alt: str
    key_expected: str
    key_gap: str
    methods: dict[str, str]
    placebos: str
    persons: str
    kpis: str
    kpis_about: str
    outputs: str
    outcomes: str
    target_low: str
    target_high: str
    is_met: str
    is_not_met: str
    declared_late: str
    cannot_compute: str
    indicators: dict[Indicator, str]
    units: dict[str, str]
    made: str
    made_about: str
    definitions: tuple[tuple[str, str], ...]
    print_hint: str
