# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Laws that every forecaster obeys, whatever its method.

A law takes a :class:`Subject` (how to make the forecaster) and raises :class:`AssertionError` with a sentence when it
is broken. ``tests/conformance/forecasters`` runs all of :data:`LAWS` over every forecaster of
:mod:`baken.forecast.registry`; a new one is added there and nowhere else. A forecaster of a plug-in does the same in
its own test::

    @pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
    def test_mine_keeps_the_law(law: Law) -> None:
        law(Subject("mine", lambda: FallingBack(Mine())))

Streets that people walk are made up (:mod:`baken.forecast.synthetic`): laws are about honesty, not about skill.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from baken.forecast.calendar import Calendar
from baken.forecast.methods.climatology import Climatology
from baken.forecast.model import ForecastError, History, QuantileForecast, Status
from baken.forecast.other_futures import spoiled, told, unlike
from baken.forecast.saved import opened, sealed
from baken.forecast.subject import DAYS, WEEK, Subject, require_lawful
from baken.forecast.synthetic import known, street

if TYPE_CHECKING:
    from baken.forecast.model import Float64, Known
    from baken.forecast.protocol import Forecaster

SHORT: Final = 6
"""Leads of so many hours are short."""

MISSING_DAYS: Final = 3
HALVED_DAYS: Final = 10
MANY: Final = 5000
CLEARLY: Final = 1.1
"""Bands that are a tenth wider are clearly wider."""

_REFUSED: Final = "Bytes that are {what} are taken for what was learned."

Law = Callable[[Subject], None]


def nothing_after_the_origin_matters(subject: Subject) -> None:
    """Values and flows after the origin, values that came late, events and weather told later change no bit."""
    whole = street(DAYS + 10, seed=6)
    origin = whole.start_min + DAYS * 1440
    late = np.where(np.arange(len(whole)) % 7 == 0, 3.0 * 1440.0, 0.0)[:, None] * np.array([1.0, 0.0, 1.0])
    came = (whole.start_of_steps_min + whole.step_min)[:, None] + late
    plain, other = told(whole, came, origin, ""), told(spoiled(whole, came, origin), came, origin, "other")
    results = []
    for past in (plain, other):
        one = subject.make()
        one.fit(past.known_at(origin - 2 * 1440), seed=3)
        one.update(past.known_at(origin - 1440))
        results.append(_origin_by_origin(subject, one, past, origin))
    _require_equal(results[0], results[1])
    punctual = [replace(past, available_min=None) for past in (plain, replace(other, panel=unlike(whole, origin)))]
    views = [_origin_by_origin(subject, subject.fitted(), past, origin) for past in punctual]
    _require_equal(views[0], views[1])


def _origin_by_origin(subject: Subject, one: Forecaster, past: History, origin: int) -> QuantileForecast:
    one.update(past.known_at(origin))
    found = one.forecast(past.known_at(origin), WEEK)
    require_lawful(found, past.known_at(origin), WEEK, subject)
    return found


def _require_equal(one: QuantileForecast, other: QuantileForecast) -> None:
    assert np.array_equal(one.values, other.values, equal_nan=True), "the forecast looks ahead"
    assert one.notes == other.notes, "the notes look ahead"


def missing_input_widens_the_band(subject: Subject) -> None:
    """With the newest days missing, bands are not narrower, and clearly wider for the next hours."""
    now = subject.ordinary
    whole, poorer = subject.foreseen(now), subject.foreseen(_without_newest(now, MISSING_DAYS))
    assert not np.isnan(poorer.values).any(), "some missing days leave no forecast"
    full, wide = _width(whole), _width(poorer)
    assert wide.mean() >= full.mean(), f"bands of {full.mean():.1f} become {wide.mean():.1f} when days are missing"
    short = wide[:, :SHORT].mean() / max(full[:, :SHORT].mean(), 1e-9)
    assert short >= CLEARLY, f"with {MISSING_DAYS} days missing, bands of the next hours are {short:.2f} times as wide"


def the_same_seed_gives_the_same(subject: Subject) -> None:
    """Learned twice with one seed, it foresees the same to the last bit, once from memory and once from bytes."""
    again = subject.make()
    again.fit(subject.ordinary, seed=1)
    found, other = again.forecast(subject.ordinary, WEEK), subject.foreseen(subject.ordinary)
    assert np.array_equal(found.values, other.values, equal_nan=True), "the same seed gives another forecast"


def saved_and_loaded_it_says_the_same(subject: Subject) -> None:
    """What was saved after an update foresees, when loaded, what the saved one does; loading twice is as once."""
    one, other = subject.fitted(), subject.make()
    later = known(street(DAYS + 1, seed=5))
    one.update(later)
    other.load(one.save())
    other.load(one.save())
    found, loaded = one.forecast(later, WEEK), other.forecast(later, WEEK)
    assert np.array_equal(found.values, loaded.values, equal_nan=True), "what was loaded foresees something else"
    assert np.array_equal(found.status, loaded.status), "what was loaded has another status"
    assert found.notes == loaded.notes, "what was loaded has other notes"


def another_version_is_migrated_or_refused(subject: Subject) -> None:
    """What another version or method learned is refused with words, or foresees lawfully."""
    definition = subject.make().definition
    content = opened(definition, subject.learned)
    for version in (definition.version + 1, definition.version - 1):
        one = subject.make()
        try:
            one.load(sealed(replace(definition, version=version), content))
        except ForecastError:
            continue
        require_lawful(one.forecast(subject.ordinary, WEEK), subject.ordinary, WEEK, subject)
    _require_refused(subject, sealed(replace(definition, id="another"), content), "of another method")


def damaged_bytes_are_refused(subject: Subject) -> None:
    """Empty, cut, altered, foreign: every one is refused with words, and none of them is run."""
    learned = subject.learned
    definition = subject.make().definition
    spoiled = {"nothing": b"", "random": np.random.default_rng(2).bytes(500), "cut": learned[: len(learned) // 2]}
    for place in np.linspace(0, len(learned) - 1, 12).astype(int).tolist():
        spoiled[f"altered at {place}"] = learned[:place] + bytes([learned[place] ^ 0x55]) + learned[place + 1 :]
    pickled = pickle.dumps(_Trap())
    spoiled |= {"a pickle": pickled, "a sealed pickle": sealed(definition, pickled)}
    if opened(definition, learned):
        spoiled["sealed and random"] = sealed(definition, np.random.default_rng(3).bytes(200))
        spoiled["sealed and empty"] = sealed(definition, b"")
    for what, saved in spoiled.items():
        if what.startswith("a sealed") and not opened(definition, learned):
            continue
        _require_refused(subject, saved, what)


def _require_refused(subject: Subject, saved: bytes, what: str) -> None:
    try:
        subject.make().load(saved)
    except ForecastError:
        return
    raise AssertionError(_REFUSED.format(what=what))


def _sprung() -> None:
    raise AssertionError("what was saved is run as code")


class _Trap:
    """Says so when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[[], None], tuple[Any, ...]]:
        return _sprung, ()


def not_learned_is_said(subject: Subject) -> None:
    """Not fitted, it gives the reference and says so; unless it is one that learns nothing at all."""
    now = subject.ordinary
    found = subject.make().forecast(now, WEEK)
    require_lawful(found, now, WEEK, subject)
    if np.array_equal(found.values, subject.foreseen(now).values):
        return
    assert (found.status == Status.REFERENCE).all(), "before it learned anything it speaks for itself"
    reference = Climatology().forecast(now, WEEK)
    assert np.array_equal(found.values, reference.values), "before it learned anything it gives no reference"


def starved_it_gives_the_reference(subject: Subject) -> None:
    """With three days of history it does not speak for itself, fitted on them or not."""
    now = known(street(3, seed=2))
    one = subject.make()
    with suppress(ForecastError):
        one.fit(now, seed=1)
    for found in (one.forecast(now, WEEK), subject.foreseen(now)):
        require_lawful(found, now, WEEK, subject)
        assert (found.status != Status.OWN).all(), "three days of history, and it speaks for itself"


def a_frozen_sensor_has_no_plausible_forecast(subject: Subject) -> None:
    """Of a sensor that stands still it does not speak for itself; a band that is given is wider than it was."""
    now = subject.ordinary
    values = now.panel.values.copy()
    values[-30:, 1] = 83.0
    whole, found = subject.foreseen(now), subject.foreseen(replace(now, panel=replace(now.panel, values=values)))
    assert found.status[1] != Status.OWN, "a sensor stands still and is foreseen as if nothing was the matter"
    if found.status[1] == Status.REFERENCE:
        wide, full = _width(found)[1, :SHORT].mean(), _width(Climatology().forecast(now, WEEK))[1, :SHORT].mean()
        assert wide > full, "a sensor stands still and the reference is as sure as ever"
    for other in (0, 2):
        assert found.status[other] == whole.status[other], "one sensor stands still and another loses its forecast"


def zeros_for_an_outage_are_no_quiet_street(subject: Subject) -> None:
    """Of a sensor that writes zeros while it is out, nobody is told that the street is empty."""
    now = subject.ordinary
    values = now.panel.values.copy()
    values[-30:, 1] = 0.0
    whole, found = subject.foreseen(now), subject.foreseen(replace(now, panel=replace(now.panel, values=values)))
    assert found.status[1] != Status.OWN, "a sensor writes zeros for an outage, and they are taken for an empty street"
    if found.status[1] == Status.REFERENCE:
        told, usual = (float(np.nansum(one.median[1, :24])) for one in (found, whole))
        assert told > 0.5 * usual, f"a sensor writes zeros, and {told:.0f} persons are foreseen where {usual:.0f} come"


def a_sensor_that_counts_half_is_followed(subject: Subject) -> None:
    """Ten days after a sensor was replaced by one that counts half, the next day is foreseen nearer half than whole."""
    now = subject.ordinary
    values = now.panel.values.copy()
    values[-HALVED_DAYS * now.panel.steps_per_day :, 1] = np.round(
        0.5 * values[-HALVED_DAYS * now.panel.steps_per_day :, 1]
    )
    whole, found = subject.foreseen(now), subject.foreseen(replace(now, panel=replace(now.panel, values=values)))
    told, before = (float(np.nansum(one.median[1, :24])) for one in (found, whole))
    assert told < 0.75 * before, f"a sensor counts half since {HALVED_DAYS} days, and {told / before:.0%} is foreseen"


def thousands_of_series_are_served(subject: Subject) -> None:
    """Five thousand series, of which it learned from none, each have a lawful forecast; a silent one has a word."""
    short = subject.ordinary.panel.since(subject.ordinary.panel.end_min - 21 * 1440)
    count, times = len(short.series), -(-MANY // len(short.series))
    series = tuple(replace(short.series[i % count], id=f"stream:{i}", place_id=str(i)) for i in range(MANY))
    values = np.tile(short.values, (1, times))[:, :MANY]
    values[:, 7] = np.nan
    found = subject.foreseen(known(replace(short, series=series, values=values)), np.array([1, 24]))
    given = np.delete(np.isfinite(found.values).all(axis=(1, 2)), 7)
    assert given.all(), f"{(~given).sum()} of {MANY} series have no forecast"


def forecasting_changes_nothing(subject: Subject) -> None:
    """Asked twice it says the same, learned nothing by it, and leaves what it was given as it was."""
    one, now = subject.fitted(), subject.ordinary
    before, values = one.save(), now.panel.values.copy()
    first = one.forecast(now, WEEK)
    one.forecast(_without_newest(now, 1), WEEK)
    second = one.forecast(now, WEEK)
    assert np.array_equal(first.values, second.values, equal_nan=True), "asked again it says something else"
    assert one.save() == before, "by being asked it learned something"
    assert np.array_equal(now.panel.values, values, equal_nan=True), "it wrote in what it was given"


def fewer_leads_are_the_same_leads(subject: Subject) -> None:
    """What it says of a lead does not depend on which others are asked for."""
    some = np.array([1, 3, 24, 100, 168])
    every, few = subject.foreseen(subject.ordinary), subject.foreseen(subject.ordinary, some)
    assert np.allclose(every.values[:, some - 1], few.values, rtol=1e-9, equal_nan=True), "leads depend on each other"


def a_month_ahead_is_served(subject: Subject) -> None:
    """Leads to 30 days have a forecast, the reference's if the method has none."""
    found = subject.foreseen(subject.ordinary, np.array([1, 169, 400, 720]))
    assert not np.isnan(found.values).any(), "there is no forecast of 30 days ahead"


def any_step_is_served(subject: Subject) -> None:
    """One series in steps of 1, 3, 5, 15 and 60 minutes, fitted on them."""
    for step_min in (1, 3, 5, 15, 60):
        now = known(street(15, step_min=step_min, count=1, per_hour=3000.0, seed=step_min))
        leads = np.unique(np.linspace(1, 1440 // step_min, 12).astype(np.int64))
        one = subject.make()
        one.fit(now, seed=1)
        found = one.forecast(now, leads)
        require_lawful(found, now, leads, subject)
        assert not np.isnan(found.values).any(), f"in steps of {step_min} minutes there is no forecast"


def what_is_odd_is_survived(subject: Subject) -> None:
    """Gaps of weeks, constant, empty and huge series, other series than were learned: a lawful forecast or none."""
    now = subject.ordinary
    odd = now.panel.values.copy()
    gap, constant, zero, empty, huge = (odd.copy() for _ in range(5))
    gap[200:760] = np.nan
    constant[:] = 40.0
    zero[:] = 0.0
    empty[:] = np.nan
    huge[-5:] = 1e12
    for values in (gap, constant, zero, empty, huge):
        subject.foreseen(replace(now, panel=replace(now.panel, values=values)))
    strangers = tuple(replace(s, id=f"stream:new-{i}", place_id=f"new-{i}") for i, s in enumerate(now.panel.series))
    subject.foreseen(replace(now, panel=replace(now.panel, series=strangers)))
    subject.foreseen(replace(now, panel=now.panel.take([2, 0])))
    subject.foreseen(replace(now, panel=replace(now.panel, values=now.panel.values[:0])))


def days_of_23_and_25_hours_are_survived(subject: Subject) -> None:
    """Hours that the wall clock skips or shows twice have no value; the forecast goes on over them."""
    panel = street(DAYS + 60, seed=5)
    values = panel.values.copy()
    # an hour that comes twice has no value either: nobody knows which of the two was counted
    autumn = DAYS * 24 + 2
    spring = (now_row := (DAYS + 41) * 24) + 2
    values[autumn] = values[spring] = np.nan
    for end in (autumn - 2, autumn + 5, now_row, spring + 5):
        found = subject.foreseen(known(replace(panel, values=values[:end])))
        assert not np.isnan(found.values).any(), "there is no forecast over the night in which the clock changes"


def holidays_that_nobody_knows_are_no_error(subject: Subject) -> None:
    """A country that the library of holidays does not know leaves ordinary days."""
    found = subject.foreseen(replace(subject.ordinary, calendar=Calendar("XX", "nowhere")))
    assert not np.isnan(found.values).any(), "without holidays there is no forecast"


def an_older_newest_value_is_no_error(subject: Subject) -> None:
    """A panel that ends hours before the origin is served for the origin."""
    now = replace(subject.ordinary, origin_min=subject.ordinary.origin_min + 17 * 60)
    assert not np.isnan(subject.foreseen(now).values).any(), "values that come late leave no forecast"


def _without_newest(now: Known, days: int) -> Known:
    values = now.panel.values.copy()
    values[-days * now.panel.steps_per_day :] = np.nan
    return replace(now, panel=replace(now.panel, values=values))


def _width(found: QuantileForecast) -> Float64:
    lower, upper = found.band(0.95)
    return np.asarray(upper - lower)


LAWS: Final[tuple[Law, ...]] = (
    nothing_after_the_origin_matters,
    missing_input_widens_the_band,
    the_same_seed_gives_the_same,
    saved_and_loaded_it_says_the_same,
    another_version_is_migrated_or_refused,
    damaged_bytes_are_refused,
    not_learned_is_said,
    starved_it_gives_the_reference,
    a_frozen_sensor_has_no_plausible_forecast,
    zeros_for_an_outage_are_no_quiet_street,
    a_sensor_that_counts_half_is_followed,
    thousands_of_series_are_served,
    forecasting_changes_nothing,
    fewer_leads_are_the_same_leads,
    a_month_ahead_is_served,
    any_step_is_served,
    what_is_odd_is_survived,
    days_of_23_and_25_hours_are_survived,
    holidays_that_nobody_knows_are_no_error,
    an_older_newest_value_is_no_error,
)
"""Every law, as a function of a subject."""
