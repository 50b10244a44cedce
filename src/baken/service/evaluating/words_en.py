# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of the report after an event, in English."""

from __future__ import annotations

from typing import Final

from baken.evaluation.effects.model import Reason
from baken.evaluation.kpis.model import Indicator
from baken.service.evaluating.findings import Verdict
from baken.service.evaluating.wording import Words

EN: Final = Words(
    language="en",
    report="After-event report",
    as_of="Made with what was known on {moment}.",
    simulated="Simulation: nothing of this happened. The true effect is known, so that the estimate can be judged.",
    contents="Contents",
    in_short="In short",
    warned="Warned in time",
    warned_about="of the times that a limit was passed, at least {minutes} minutes before",
    nothing_passed="no limit was passed",
    false_alarms="False alarms",
    false_alarms_about="of {number} warnings",
    foreseen="Foreseen",
    foreseen_about="of what came, up to two hours ahead, lay in the band that should hold {share}",
    no_forecasts="no forecasts were kept",
    changed="Changed",
    changed_about="{title}: {low} to {high} with 90 % confidence",
    no_effect_told="no effect can be told",
    met="Aims met",
    met_about="of the aims that were declared before the event",
    evening="The event, hour by hour",
    evening_about="Persons per place, local time. Under each place the warnings about it, from raised to closed.",
    evening_alt="Persons over time at {places}, with what was foreseen, limits, warnings and interventions.",
    key_seen="what came",
    key_foreseen="foreseen an hour or more before the event, with a band of 80 %",
    key_limit="above the limit",
    key_event="the event itself",
    key_intervention="an intervention is in force",
    limit="limit",
    warnings="Warnings",
    warnings_about="A warning is in time when it was raised at least {minutes} minutes before the limit was passed, "
    "and still stood then. It is a false alarm when no limit was passed while it stood, nor within {minutes} "
    "minutes after.",
    no_warnings="No warning was raised.",
    warning_heads=("Raised", "Place", "Probability", "Expected", "Passed", "Ahead", "Seen after", "Handled after", ""),
    verdicts={
        Verdict.IN_TIME: "in time",
        Verdict.LATE: "too late",
        Verdict.FALSE_ALARM: "false alarm",
        Verdict.STOOD_ALREADY: "raised again",
        Verdict.NO_LIMIT: "not judged",
    },
    minutes="{number} min",
    minutes_after="{number} min after",
    missed="Not warned of in time: {list}.",
    table_heads=(
        "Hits",
        "Misses",
        "False alarms",
        "Quiet hours without alarm",
        "Hit rate",
        "False-alarm ratio",
        "Peirce score",
    ),
    forecasts="Forecasts",
    forecasts_about="All forecasts that were issued, against what came. The last column is the error of whoever "
    "says that nothing will change.",
    forecast_heads=(
        "Place",
        "Ahead",
        "Forecasts",
        "Mean error",
        "Too high (+) or low",
        "In the band of {share}",
        "No change",
    ),
    horizon="{first} to {last} min",
    effects="What interventions changed",
    effects_about="What came, beside what would have come without: the mixture of comparable days that went most "
    "alike until the intervention began. The interval follows from what the same method finds on days without "
    "intervention.",
    no_effects="No intervention has comparable days in the record.",
    fewer="fewer",
    more="more",
    effect_sentence="{persons} persons {direction} ({share}) than would have been there, on average while it was in "
    "force; between {low} and {high} with 90 % confidence.",
    not_significant="That could also be chance (p\u00a0=\u00a0{p}).",
    significant="A difference as large is seldom chance (p\u00a0=\u00a0{p}).",
    cannot_tell="Whether this helped cannot be told.",
    reasons={
        Reason.TOO_FEW_DONORS: "There are too few comparable days without an intervention.",
        Reason.POOR_FIT: "No mixture of comparable days went like this one, even before the intervention.",
        Reason.MOVED_BEFORE: "It already went differently from comparable days just before the intervention.",
        Reason.OVERLAPPING: (
            "Another intervention was in force at the same place and time; their effects cannot be told apart."
        ),
        Reason.CONTAMINATED: "What could be compared was itself changed by an intervention.",
        Reason.TOO_SHORT_BEFORE: "Too little is known of the time before.",
        Reason.MISSING_VALUES: "Too many values are missing.",
        Reason.NOBODY_THERE: "There was hardly anybody.",
    },
    truth_sentence="The true change was {true}; the interval holds it.",
    truth_missed="The true change was {true}; the interval does not hold it.",
    truth_alone="The simulation knows it: the true change was {true}.",
    truth="truth",
    fit="Before the intervention the expected course is off by {misfit} of the level; compared with {donors} days.",
    in_force_from="in force from {time}",
    elsewhere="elsewhere: {place}",
    course_alt="{title}: persons that came, beside those that would have come without.",
    intervals_alt="{title}: the change by three methods, each with its interval, beside placebos.",
    key_expected="what would have come",
    key_gap="the difference",
    methods={
        "synthetic-control": "Synthetic control",
        "difference-in-differences": "Difference in differences",
        "issued-forecast": "Forecast issued before",
    },
    placebos="Placebos: {number} days without intervention",
    persons="persons",
    kpis="Aims",
    kpis_about="Declared beforehand, and computed with only what was known. What was done is one thing, what "
    "changed in the street another.",
    outputs="What was done",
    outcomes="What came of it in the street",
    target_low="at most {target}",
    target_high="at least {target}",
    is_met="met",
    is_not_met="not met",
    declared_late="declared after the event began",
    cannot_compute="cannot be told",
    indicators={
        Indicator.WARNINGS_RAISED: "Warnings raised during the event",
        Indicator.MEDIAN_LEAD_MIN: "Median time between warning and passing of the limit",
        Indicator.HIT_RATE: "Passings of a limit that were warned of in time",
        Indicator.FALSE_ALARM_RATIO: "Warnings that were false",
        Indicator.INTERVENTIONS_IN_FORCE: "Interventions that came into force",
        Indicator.MEDIAN_DECISION_MIN: "Median time between proposal and approval",
        Indicator.MINUTES_ABOVE_LIMIT: "Time above the limit",
        Indicator.PERSON_MINUTES_ABOVE_LIMIT: "Persons above the limit, times minutes",
        Indicator.MOST_PERSONS: "Most persons at once",
        Indicator.HIGHEST_DENSITY: "Highest density",
        Indicator.MINUTES_TO_CLEAR: "Time until the places had emptied",
    },
    units={
        "1": "",
        "min": " min",
        "%": " %",
        "{person}": " persons",
        "{person}.min": " person-min",
        "{person}/m2": " per m²",
    },
    made="How this was made",
    made_about="Baken {version}, record {format}, place and time in {zone}. Definitions are in docs/6-evaluation.",
    definitions=(
        (
            "Peirce score",
            "Hit rate less false-alarm rate; 1 is perfect, 0 is that of warning always, never or by chance.",
        ),
        ("Band of 80 %", "Between these two numbers what comes should lie eight times in ten."),
        (
            "Synthetic control",
            (
                "Comparable days, weighted so that together they went like this one until the intervention; weights "
                "are not negative and add up to 1 (Abadie, Diamond and Hainmueller 2010)."
            ),
        ),
        (
            "Interval, p",
            (
                "Every change that would not make this day stand out among days without intervention, by the same "
                "method (Chernozhukov, Wüthrich and Zhu 2021)."
            ),
        ),
        ("Aim", "A key figure with a target. An output is what was done, an outcome what was so in the street."),
    ),
    print_hint="To keep it as PDF, print this page.",
)
