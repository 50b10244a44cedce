# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Around every forecaster: its input is screened, and where it cannot tell the reference stands in and says so.

A method then need not know how sensors fail. Of a series whose newest values are suspect its forecast would be
plausible and wrong, so the reference is given, made of what came before and wider for each day that has passed since.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.forecast.cold_start import borrowed
from baken.forecast.methods.climatology import Climatology
from baken.forecast.model import ForecastError, QuantileForecast, Status
from baken.forecast.notes import Code, is_note, note
from baken.forecast.quantiles import widened
from baken.forecast.saved import opened, sealed
from baken.forecast.screening import screen_known

if TYPE_CHECKING:
    from baken.forecast.model import Bool, Float64, Int64, Known
    from baken.forecast.protocol import Forecaster, ForecasterDefinition

MEMORY_WEEKS: Final = 110
"""Two years and a season: what a forecast may look back at, so that the same days of two years before are in it."""

FEWEST_DAYS: Final = 14
"""With less than two weeks of values a method has seen no weekday come again."""

LONGEST_SILENCE_DAYS: Final = 7
"""After a week without a value there is nothing recent that a method could know better than the reference."""

NOT_LEARNED: Final = note(Code.NOT_LEARNED)
OTHER_LEADS: Final = note(Code.OTHER_LEADS)


class _Kept(msgspec.Struct, frozen=True):
    fitted: bool
    content: bytes


class FallingBack:
    """A forecaster that screens what it is given and gives the reference where its method cannot tell.

    Parameters
    ----------
    method
        What foresees.
    reference
        What stands in; it learns nothing. None for the climatology.
    learns
        Whether the method is worth nothing before it was fitted.
    """

    def __init__(self, method: Forecaster, reference: Forecaster | None = None, *, learns: bool = True) -> None:
        self._method = method
        self._reference = Climatology() if reference is None else reference
        self._learns = learns
        self._fitted = not learns
        self._screened: tuple[Known, tuple[Known, tuple[str, ...]]] | None = None

    @property
    def definition(self) -> ForecasterDefinition:
        """What the method is."""
        return self._method.definition

    @property
    def method(self) -> Forecaster:
        """The method itself, without what is around it."""
        return self._method

    def fit(self, known: Known, *, seed: int = 0) -> None:
        """Let the method learn from what is not suspect; one that cannot learn from it gives the reference."""
        self._fitted = not self._learns
        self._method.fit(screen_known(known)[0], seed=seed)
        self._fitted = True

    def update(self, known: Known) -> None:
        """Let the method take the newest values that are not suspect."""
        if self._fitted:
            self._method.update(self._screen(known)[0])

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        """Return the forecast of the method, and the reference for series of which it cannot tell."""
        screened, reasons = self._screen(known)
        own, failed = self._own(screened, lead_steps)
        days = days_of_values(screened)
        starved = _starved(days, silent_days(screened))
        why = [reason or failed or poor for reason, poor in zip(reasons, starved, strict=True)]
        if own is not None:
            why = [w or _unable(own, i) for i, w in enumerate(why)]
            if not any(why) and not np.isnan(own.values).any():
                return self._aged(own, screened)
        reference = self._referred(screened, lead_steps, own)
        other = self._fallen_back(screened, reference, why, days < FEWEST_DAYS)
        return other if own is None else _joined(self._aged(own, screened), other, np.array([bool(w) for w in why]))

    def save(self) -> bytes:
        """Return what the method learned, and whether it did."""
        content = self._method.save() if self._fitted else b""
        return sealed(self.definition, msgspec.msgpack.encode(_Kept(self._fitted, content)))

    def load(self, saved: bytes) -> None:
        """Take what the method learned earlier."""
        try:
            kept = msgspec.msgpack.decode(opened(self.definition, saved), type=_Kept)
        except msgspec.MsgspecError as error:
            raise ForecastError("What was kept of a forecaster is damaged.", remedy="Fit the method anew.") from error
        if kept.fitted:
            self._method.load(kept.content)
        self._fitted = kept.fitted or not self._learns

    def _screen(self, known: Known) -> tuple[Known, tuple[str, ...]]:
        """Return what is not suspect, of the last years; kept for the same origin, for update and forecast ask both."""
        if self._screened is None or self._screened[0] is not known:
            recent = known.panel.since(known.origin_min - MEMORY_WEEKS * 10080)
            self._screened = (known, screen_known(replace(known, panel=recent)))
        return self._screened[1]

    def _own(self, known: Known, leads: Int64) -> tuple[QuantileForecast | None, str]:
        if not self._fitted:
            return None, NOT_LEARNED
        try:
            return self._method.forecast(known, leads), ""
        except ForecastError as error:
            return None, error.message if is_note(error.message) else note(Code.METHOD_ERROR, error=error.message)

    def _referred(self, known: Known, leads: Int64, own: QuantileForecast | None) -> QuantileForecast:
        """Return the reference; what the method said, if it is the reference itself."""
        if own is not None and type(self._method) is type(self._reference):
            return own
        return self._reference.forecast(known, leads)

    def _fallen_back(self, known: Known, reference: QuantileForecast, why: list[str], few: Bool) -> QuantileForecast:
        """Return the reference, borrowed from like series where it knows little itself; ``why`` says for whom."""
        found = borrowed(known, reference, few)
        status = np.where(found.status == Status.NONE, np.uint8(Status.NONE), np.uint8(Status.REFERENCE))
        notes = tuple(" ".join(filter(None, (w, n))) for w, n in zip(why, found.notes, strict=True))
        return replace(found, status=status.astype(np.uint8), notes=notes, method=self.definition.method)

    def _aged(self, own: QuantileForecast, known: Known) -> QuantileForecast:
        """Return a forecast that is wider for every day of silence; the references are so by themselves."""
        if not self._learns:
            return own
        factor = np.sqrt(1.0 + np.minimum(silent_days(known) / 5.0, 4.0))
        return replace(own, values=np.maximum(widened(own.values, factor[:, None, None]), 0.0))


def _unable(own: QuantileForecast, series: int) -> str:
    """Return why a method's forecast of a series is none of its own; empty when it is."""
    missing = bool(np.isnan(own.values[series]).all())
    if own.status[series] == Status.OWN and not missing:
        return ""
    return own.notes[series] or note(Code.COULD_NOT_TELL)


def _starved(days: Float64, silent: Float64) -> list[str]:
    """Return per series why too little is known of it for any method; empty when enough is."""
    notes = []
    for have, quiet in zip(days.tolist(), silent.tolist(), strict=True):
        if have < FEWEST_DAYS:
            notes.append(note(Code.FEW_DAYS, days=have))
        elif quiet > LONGEST_SILENCE_DAYS:
            notes.append(note(Code.SILENT_DAYS, days=quiet))
        else:
            notes.append("")
    return notes


def days_of_values(known: Known) -> Float64:
    """Return of how many days there are values, per series."""
    return np.asarray((~np.isnan(known.panel.values)).sum(axis=0) / known.panel.steps_per_day)


def silent_days(known: Known) -> Float64:
    """Return for how many days before the origin each series has had no value; infinite when it never had one."""
    panel = known.panel
    given = ~np.isnan(panel.values)
    if not len(panel):
        return np.full(len(panel.series), np.inf)
    newest = panel.end_min - np.argmax(given[::-1], axis=0) * panel.step_min
    return np.where(given.any(axis=0), (known.origin_min - newest) / 1440.0, np.inf)


def _joined(own: QuantileForecast, other: QuantileForecast, take_other: Bool) -> QuantileForecast:
    """Return the own forecast with the other for some series, and for leads of which the own says nothing."""
    lacking = np.isnan(own.values)
    partly = [bool(x.any()) and not t for x, t in zip(lacking, take_other, strict=True)]
    chosen = [o if t else n for o, n, t in zip(other.notes, own.notes, take_other, strict=True)]
    chosen = [f"{n} {OTHER_LEADS}".strip() if p else n for n, p in zip(chosen, partly, strict=True)]
    return replace(
        own,
        values=np.where(take_other[:, None, None] | lacking, other.values, own.values),
        status=np.where(take_other, other.status, own.status).astype(np.uint8),
        notes=tuple(chosen),
    )
