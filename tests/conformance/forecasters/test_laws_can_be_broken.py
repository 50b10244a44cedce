# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A law that nothing can break is none: for each there is a forecaster here that breaks it."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from baken.forecast import conformance as law
from baken.forecast.conformance import LAWS, Law
from baken.forecast.falling_back import FallingBack
from baken.forecast.methods.climatology import Climatology
from baken.forecast.model import QuantileForecast, Status
from baken.forecast.notes import Code, note
from baken.forecast.registry import forecaster
from baken.forecast.saved import opened, sealed
from baken.forecast.subject import Subject

if TYPE_CHECKING:
    from baken.forecast.model import Int64, Known
    from baken.forecast.protocol import ForecasterDefinition


class Broken:
    """Foresees what a forecaster that obeys does; each of the others spoils one thing."""

    def __init__(self) -> None:
        self.inner = forecaster("climatology")

    @property
    def definition(self) -> ForecasterDefinition:
        return self.inner.definition

    def fit(self, known: Known, *, seed: int = 0) -> None:
        self.inner.fit(known, seed=seed)

    def update(self, known: Known) -> None:
        self.inner.update(known)

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        return self.inner.forecast(known, lead_steps)

    def save(self) -> bytes:
        return self.inner.save()

    def load(self, saved: bytes) -> None:
        self.inner.load(saved)


class LooksAhead(Broken):
    """Finds what comes after behind the view that it was given."""

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        found = super().forecast(known, lead_steps)
        later: Any = known.panel.values
        while later.base is not None:
            later = later.base
        return replace(found, values=found.values + np.nansum(later))


class Crossing(Broken):
    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        found = super().forecast(known, lead_steps)
        return replace(found, values=found.values[:, :, ::-1])


class Negative(Broken):
    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        found = super().forecast(known, lead_steps)
        return replace(found, values=found.values - 1.0)


class AlwaysAsSure(Broken):
    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        found = super().forecast(known, lead_steps)
        return replace(found, values=np.broadcast_to(np.arange(11.0), found.values.shape))


class Dicing(Broken):
    thrown = 0

    def fit(self, known: Known, *, seed: int = 0) -> None:
        Dicing.thrown += 1
        self.luck = float(Dicing.thrown)

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        found = super().forecast(known, lead_steps)
        return replace(found, values=found.values + getattr(self, "luck", 0.5))


class Forgetful(Broken):
    """Learns by updates and does not keep it."""

    heard = 0.0

    def update(self, known: Known) -> None:
        self.heard += 1.0

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        found = super().forecast(known, lead_steps)
        return replace(found, values=found.values + self.heard)


class Migrating(Broken):
    """Takes what another version learned and makes nonsense of it."""

    def load(self, saved: bytes) -> None:
        self.nonsense = True

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        found = super().forecast(known, lead_steps)
        return replace(found, values=-found.values) if hasattr(self, "nonsense") else found


class Trusting(Broken):
    def save(self) -> bytes:
        return sealed(self.definition, pickle.dumps("learned"))

    def load(self, saved: bytes) -> None:
        pickle.loads(opened(self.definition, saved))


class Boasting(Broken):
    """Speaks for itself whatever is known, and also before it learned anything."""

    learned = 0.0

    def fit(self, known: Known, *, seed: int = 0) -> None:
        self.learned = 1.0

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        found = super().forecast(known, lead_steps)
        own = np.full(len(found.status), Status.OWN, dtype=np.uint8)
        return replace(found, values=found.values + self.learned, status=own)

    def save(self) -> bytes:
        return sealed(self.definition, b"1")

    def load(self, saved: bytes) -> None:
        self.learned = 1.0


class Counting(Broken):
    asked = 0

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        self.asked += 1
        found = super().forecast(known, lead_steps)
        return replace(found, values=found.values * self.asked)


class TogetherOnly(Broken):
    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        found = super().forecast(known, lead_steps)
        return replace(found, values=found.values * len(lead_steps))


class Remembering(Broken):
    """Believes what was three weeks ago, and nothing since."""

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        old = replace(known, panel=known.panel.until(known.origin_min - 21 * 1440))
        return replace(super().forecast(old, lead_steps), origin_min=known.origin_min)


class ForAFew(Broken):
    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        found = super().forecast(known, lead_steps)
        served = np.arange(len(found.values)) < 1000
        return replace(
            found,
            values=np.where(served[:, None, None], found.values, np.nan),
            status=np.where(served, found.status, Status.NONE).astype(np.uint8),
            notes=tuple(n if s else note(Code.COULD_NOT_TELL) for n, s in zip(found.notes, served, strict=True)),
        )


class Mumbling(Broken):
    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        found = super().forecast(known, lead_steps)
        return replace(found, notes=("Hm, well.",) * len(found.notes))


class ShortSighted(Broken):
    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        found = super().forecast(known, lead_steps)
        return replace(found, values=np.where(lead_steps[None, :, None] < 169, found.values, np.nan))


class HoursOnly(Broken):
    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        found = super().forecast(known, lead_steps)
        return replace(found, step_min=60)


class Fragile(Broken):
    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        found = super().forecast(known, lead_steps)
        with np.errstate(all="ignore"):
            return replace(found, values=found.values * np.nansum(known.panel.values) / np.nansum(known.panel.values))


class NeedsTheLastHour(Broken):
    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        found = super().forecast(known, lead_steps)
        late = known.panel.end_min < known.origin_min or np.isnan(known.panel.values[-30:]).any()
        return replace(found, values=found.values * (np.nan if late else 1.0))


class NeedsHolidays(Broken):
    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        found = super().forecast(known, lead_steps)
        return replace(found, values=found.values * (1.0 if known.calendar.country == "NL" else np.nan))


BREAKERS: dict[Law, tuple[type[Broken], ...]] = {
    law.nothing_after_the_origin_matters: (LooksAhead,),
    law.missing_input_widens_the_band: (AlwaysAsSure,),
    law.the_same_seed_gives_the_same: (Dicing,),
    law.saved_and_loaded_it_says_the_same: (Forgetful,),
    law.another_version_is_migrated_or_refused: (Migrating,),
    law.damaged_bytes_are_refused: (Migrating, Trusting),
    law.not_learned_is_said: (Boasting,),
    law.starved_it_gives_the_reference: (Boasting,),
    law.a_frozen_sensor_has_no_plausible_forecast: (Boasting, AlwaysAsSure),
    law.zeros_for_an_outage_are_no_quiet_street: (Boasting,),
    law.a_sensor_that_counts_half_is_followed: (Remembering,),
    law.thousands_of_series_are_served: (ForAFew,),
    law.forecasting_changes_nothing: (Counting,),
    law.fewer_leads_are_the_same_leads: (TogetherOnly, Crossing, Negative, Mumbling),
    law.a_month_ahead_is_served: (ShortSighted,),
    law.any_step_is_served: (HoursOnly,),
    law.what_is_odd_is_survived: (Fragile,),
    law.days_of_23_and_25_hours_are_survived: (NeedsTheLastHour,),
    law.holidays_that_nobody_knows_are_no_error: (NeedsHolidays,),
    law.an_older_newest_value_is_no_error: (NeedsTheLastHour,),
}


@pytest.mark.parametrize(
    ("held", "breaker"),
    [(held, breaker) for held, breakers in BREAKERS.items() for breaker in breakers],
    ids=lambda x: x.__name__,
)
def test_law_is_broken_by(held: Law, breaker: type[Broken]) -> None:
    with pytest.raises(AssertionError):
        held(Subject(breaker.__name__, breaker))


def test_every_law_has_one_that_breaks_it() -> None:
    assert set(BREAKERS) == set(LAWS)


def test_what_obeys_but_for_nothing_breaks_none() -> None:
    for held in LAWS:
        held(Subject("sound", Broken))


def test_a_plug_in_is_held_by_the_same_laws() -> None:
    for held in LAWS:
        held(Subject("mine", lambda: FallingBack(Climatology(), learns=False)))
