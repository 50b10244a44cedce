# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Effects that cities can hand to each other: one method, one set of definitions, no persons.

A record says what was done, where and on what kind of day, what changed in the mean over the time it was in force, with
its interval, by which method, against how many donors; or why that cannot be told. Effects that cannot be told belong
in it too: whoever shares only what worked shares a tale.

The schema is JSON Schema 2020-12, ``intervention-effects-1.schema.json`` beside this file; a test holds that it is
this.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import msgspec
import numpy as np
from msgspec import Meta

from baken.evaluation.effects.model import Reason
from baken.evaluation.record import RecordError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from baken.evaluation.effects.model import Effect
    from baken.evaluation.record import Compared, EventRecord, Taken

FORMAT: Final = "baken-intervention-effects/1"
SCHEMA_FILE: Final = "intervention-effects-1.schema.json"

_NINETY: Final = 1.6448536269514722
_FEWEST: Final = 2

Word = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Share = Annotated[float, Meta(ge=-1)]


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    pass


class SharedEffect(_Part, frozen=True):
    """One effect, or why it cannot be told.

    Attributes
    ----------
    kind
        What was done, in a word that all cities use: ``one-way-walking``, ``extra-trams``, ``close-road``,
        ``dynamic-sign``, ``stewards``, ``lights``, ``public-message`` …
    event_kind
        On what kind of event or day, such as ``fireworks``; empty when on none.
    day
        Day of the intervention, without the hour.
    outcome
        What changed: mean persons in a place while it was in force.
    persons_before
        Mean before it began: how crowded it was.
    minutes
        How long it was in force.
    change, lower, upper
        As a share of what would have been, with an interval of 90 %; None where there is none.
    why_not
        Why it cannot be told; then there are no numbers of it.
    donors, misfit
        Against how many days, and how well they fitted before, as a share of the level.
    """

    city: Annotated[str, Meta(min_length=1, max_length=100)]
    country: Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
    kind: Word
    day: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    method: Annotated[str, Meta(pattern=r"^[a-z0-9-]+/\d+$")]
    persons_before: Annotated[float, Meta(ge=0)]
    minutes: Annotated[float, Meta(gt=0)]
    donors: Annotated[int, Meta(ge=0)]
    event_kind: str = ""
    outcome: Literal["mean-persons"] = "mean-persons"
    change: Share | None = None
    lower: Share | None = None
    upper: Share | None = None
    p_value: Annotated[float, Meta(ge=0, le=1)] | None = None
    misfit: Annotated[float, Meta(ge=0)] | None = None
    why_not: tuple[Reason, ...] = ()
    simulated: bool = False


class SharedEffects(_Part, frozen=True):
    """A file of effects."""

    effects: tuple[SharedEffect, ...]
    definitions: str = "urn:baken:evaluation:effects:1"
    format: Literal["baken-intervention-effects/1"] = FORMAT


@dataclass(frozen=True, slots=True)
class Pooled:
    """Effects of one kind of intervention over several cities; see :func:`pooled`.

    Attributes
    ----------
    change, lower, upper
        As a share; the mean over a world of such cities, with an interval of 90 %.
    between
        Standard deviation of the logarithm of the true effects between cities.
    inconsistency
        :math:`I^2`: share of what differs that is not chance.
    """

    kind: str
    number: int
    change: float
    lower: float
    upper: float
    between: float
    inconsistency: float


def shared(record: EventRecord, compared: Compared, effect: Effect) -> SharedEffect:
    """Return an effect as cities share it."""
    took = _intervention(record, compared.intervention_id)
    days = np.datetime_as_string(np.datetime64(compared.start_us, "us"), unit="D")
    told = effect.is_told
    before = effect.observed[: effect.before]
    return SharedEffect(
        city=record.city_name,
        country=record.country,
        kind=took.kind,
        event_kind=record.kind,
        day=str(days),
        method=effect.method,
        persons_before=float(np.nanmean(before)) if np.isfinite(before).any() else 0.0,
        minutes=(len(effect.observed) - effect.before) * compared.step_us / 60_000_000,
        donors=effect.donors,
        change=_finite(effect.relative) if told else None,
        lower=_finite(effect.relative_lower) if told else None,
        upper=_finite(effect.relative_upper) if told else None,
        p_value=effect.p_value if told else None,
        misfit=_finite(effect.misfit),
        why_not=effect.why_not,
        simulated=record.simulated,
    )


def write_effects(path: Path, effects: Iterable[SharedEffect]) -> None:
    """Write effects as JSON."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(SharedEffects(effects=tuple(effects))), indent=2) + b"\n")


def read_effects(path: Path) -> tuple[SharedEffect, ...]:
    """Return effects from a file of any city.

    Raises
    ------
    RecordError
        When the file is not of this format, or an effect has numbers that cannot be.
    """
    try:
        found = msgspec.json.decode(path.read_bytes(), type=SharedEffects)
    except OSError as error:
        raise RecordError(f"{path} cannot be read: {error.strerror}.", remedy="Give a file of effects.") from None
    except msgspec.MsgspecError as error:
        raise RecordError(f"{path} is no file of effects: {error}.", remedy=f"See {SCHEMA_FILE}.") from None
    for one in found.effects:
        ends = (one.lower, one.change, one.upper)
        numbers = [end for end in ends if end is not None]
        if numbers != sorted(numbers) or (one.change is None) != bool(one.why_not):
            raise RecordError(
                f"{path}: the effect of {one.kind} in {one.city} on {one.day} contradicts itself.",
                remedy="Give lower, change and upper in this order, or why it cannot be told.",
            )
    return found.effects


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a file."""
    made = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Effects of interventions on crowds",
        **msgspec.json.schema(SharedEffects),
    }
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(made))
    return plain


def published_schema() -> bytes:
    """Return the schema as it is published."""
    return resources.files(__package__).joinpath(SCHEMA_FILE).read_bytes()


def pooled(effects: Iterable[SharedEffect], kind: str) -> Pooled | None:
    r"""Return the mean effect of a kind of intervention, over cities and days that differ; None below two that are
    told.

    Logarithms of :math:`1 + \text{change}` are averaged with weights :math:`1 / (v_i + \tau^2)`, where :math:`v_i`
    follows from the interval of each and :math:`\tau^2`, the variance between true effects, from how much more they
    differ than their intervals explain. One method only is pooled: the most common.

    References
    ----------
    DerSimonian and Laird (1986), Meta-analysis in clinical trials, Controlled Clinical Trials 7; Higgins and Thompson
    (2002), Statistics in Medicine 21, for :math:`I^2`.
    """
    told = [one for one in effects if one.kind == kind and _is_usable(one)]
    methods = sorted({one.method for one in told}, key=lambda name: (-sum(o.method == name for o in told), name))
    told = [one for one in told if methods and one.method == methods[0]]
    if len(told) < _FEWEST:
        return None
    logs = np.log1p([[one.lower or 0.0, one.change or 0.0, one.upper or 0.0] for one in told])
    value, variance = logs[:, 1], ((logs[:, 2] - logs[:, 0]) / (2 * _NINETY)) ** 2
    weight = 1.0 / variance
    differs = float(weight @ (value - (weight @ value) / weight.sum()) ** 2)
    chance = len(told) - 1
    between = max(0.0, (differs - chance) / float(weight.sum() - (weight @ weight) / weight.sum()))
    weight = 1.0 / (variance + between)
    mean, error = float(weight @ value / weight.sum()), 1.0 / math.sqrt(float(weight.sum()))
    return Pooled(
        kind=kind,
        number=len(told),
        change=math.expm1(mean),
        lower=math.expm1(mean - _NINETY * error),
        upper=math.expm1(mean + _NINETY * error),
        between=math.sqrt(between),
        inconsistency=max(0.0, 1.0 - chance / differs) if differs > 0 else 0.0,
    )


def _is_usable(one: SharedEffect) -> bool:
    ends = (one.lower, one.change, one.upper)
    return not one.why_not and all(end is not None and end > -1.0 for end in ends) and ends[0] != ends[2]


def _intervention(record: EventRecord, name: str) -> Taken:
    for one in record.interventions:
        if one.id == name:
            return one
    raise RecordError(f"There is no intervention {name!r} in the record.", remedy="Add it to the interventions.")


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
