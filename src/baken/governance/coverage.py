# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Coverage: to which activity each stream, indicator, forecast, warning and application of a city belongs.

Exactly one: what belongs to none may not be processed, and what belongs to two has no one purpose.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from baken.declaration.fault import Fault
from baken.governance.lists import Layer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from baken.governance.model import ProcessingActivity

PICTURE_INDICATORS: Final = ("persons", "density", "flow", "level")
"""What the picture shows of an area. They are one estimate, so they belong to one activity."""

FORECASTS: Final = ("counts", "persons", "flows")
"""What is foreseen: counts of streams, persons in areas, flows through gates. They are issued together."""

RESPONSES: Final = ("playbooks", "log-book")
"""What is kept of responses: what was proposed, decided and done by playbooks, and what staff noted. It is one book."""

PUBLICATIONS: Final = ("levels",)
"""What is made public: how busy it is, in levels. Without an activity that covers it, nothing is."""

_KINDS: Final = (
    "connectors",
    "streams",
    "indicators",
    "forecasts",
    "warnings",
    "applications",
    "responses",
    "publications",
)


@dataclass(slots=True)
class Coverage:
    """Name → activity id, per kind of thing that an activity covers."""

    by_kind: dict[str, dict[str, str]] = field(default_factory=lambda: {kind: {} for kind in _KINDS})

    def of_stream(self, stream_id: str, connector: str) -> str | None:
        """Return the activity of a stream: the one that lists it, or else the one that lists its connector."""
        return self.by_kind["streams"].get(stream_id) or self.by_kind["connectors"].get(connector)

    def of_indicator(self, name: str) -> str | None:
        """Return the activity of an indicator, for example ``persons``."""
        return self.by_kind["indicators"].get(name)

    @property
    def of_picture(self) -> str | None:
        """Return the activity for which the picture is made."""
        return self.of_indicator(PICTURE_INDICATORS[0])

    @property
    def of_forecasts(self) -> str | None:
        """Return the activity on whose behalf forecasts are made; None where none declares them, and none are made."""
        return next(iter(self.by_kind["forecasts"].values()), None)

    @property
    def of_warnings(self) -> str | None:
        """Return the activity on whose behalf it is warned; None where none declares it."""
        return next(iter(self.by_kind["warnings"].values()), None)

    @property
    def of_responses(self) -> str | None:
        """Return the activity on whose behalf responses are kept; None where none declares them: none are then."""
        return next(iter(self.by_kind["responses"].values()), None)

    @property
    def of_publications(self) -> str | None:
        """Return the activity on whose behalf the public is told; None where none declares it: nothing is told then."""
        return next(iter(self.by_kind["publications"].values()), None)

    def of_layer(self, layer: Layer) -> str | None:
        """Return the one activity that a derived layer belongs to; None where none declares it.

        None too of a layer that belongs to several: an observation is of the activity of its stream.
        """
        return {
            Layer.ESTIMATES: self.of_picture,
            Layer.FORECASTS: self.of_forecasts,
            Layer.WARNINGS: self.of_warnings,
            Layer.RESPONSES: self.of_responses,
            Layer.PUBLICATIONS: self.of_publications,
        }.get(layer)


def coverage(activities: Iterable[ProcessingActivity], faults: list[Fault]) -> Coverage:
    """Return what belongs to which activity; note a fault for each name that two activities claim.

    Versions of one activity may cover the same; the highest version rules.
    """
    found = Coverage()
    for activity in activities:
        for kind in _KINDS:
            for name in getattr(activity.covers, kind):
                owner = found.by_kind[kind].setdefault(name, activity.id)
                if owner != activity.id:
                    message = f"{name!r} of {kind} belongs to {owner} already; it can have one purpose only."
                    faults.append(Fault(activity.file, 1, message, "Take it out of one of the two."))
    return found


def check_coverage(
    activities: tuple[ProcessingActivity, ...],
    streams: Mapping[str, str],
    controller: str,
    party_ids: Iterable[str],
    faults: list[Fault],
) -> Coverage:
    """Hold activities against the rest of a city.

    Parameters
    ----------
    streams
        Stream id → its connector.
    """
    found = coverage(activities, faults)
    ids = {activity.id for activity in activities}
    known = set(party_ids)
    for activity in activities:
        if controller and activity.controller != controller:
            message = f"The controller of this node is {controller}, not {activity.controller}."
            faults.append(Fault(activity.file, 1, message, "Data of another controller live on a node of its own."))
        faults.extend(
            Fault(activity.file, 1, f"There is no party {party!r}.", "Declare it in parties.toml.")
            for party in activity.processors
            if party not in known
        )
        for use in activity.uses:
            if use.activity not in ids:
                message = f"There is no processing activity {use.activity!r} to use."
                faults.append(Fault(activity.file, 1, message, "Write the id of another activity of this city."))
        faults.extend(
            Fault(activity.file, 1, f"There is no stream {name!r}.", "Compare with streams.toml.")
            for name in activity.covers.streams
            if name not in streams
        )
    _check_use_of_warnings(found, activities, faults)
    _check_publications(found, activities, faults)
    if activities:
        _check_everything_covered(found, streams, faults)
    return found


def _check_use_of_warnings(found: Coverage, activities: tuple[ProcessingActivity, ...], faults: list[Fault]) -> None:
    """Responses are proposed from warnings, which may be another activity's."""
    used_by, of = found.of_responses, found.of_warnings
    if used_by is None or of is None or used_by == of:
        return
    for activity in activities:
        leave = any(use.activity == of and Layer.WARNINGS in use.layers for use in activity.uses)
        if activity.id == used_by and not leave:
            message = f"Responses are proposed from the warnings of {of}, which {used_by} may not use."
            remedy = f'Add a [[use]] with activity = "{of}", layers = ["warnings"] and the reason.'
            faults.append(Fault(activity.file, 1, message, remedy))


def _check_publications(found: Coverage, activities: tuple[ProcessingActivity, ...], faults: list[Fault]) -> None:
    """What is published is made of estimates and forecasts, which may be another activity's."""
    _check_names(found, "publications", PUBLICATIONS, faults)
    used_by = found.of_publications
    for activity in activities:
        if activity.id != used_by:
            continue
        needed = [(Layer.ESTIMATES, found.of_picture)]
        if activity.publication.forecast_h > 0:
            needed.append((Layer.FORECASTS, found.of_forecasts))
        for layer, of in needed:
            leave = any(use.activity == of and layer in use.layers for use in activity.uses)
            if of is not None and of != used_by and not leave:
                message = f"What is published is made of the {layer.value} of {of}, which {used_by} may not use."
                remedy = f'Add a [[use]] with activity = "{of}", layers = ["{layer.value}"] and the reason.'
                faults.append(Fault(activity.file, 1, message, remedy))


def _check_everything_covered(found: Coverage, streams: Mapping[str, str], faults: list[Fault]) -> None:
    for stream, connector in streams.items():
        if found.of_stream(stream, connector) is None:
            message = f"The stream {stream!r} belongs to no processing activity."
            remedy = (
                f'List "{connector}" under connectors, or the stream under streams, in the [covers] of one activity.'
            )
            faults.append(Fault("streams.toml", 0, message, remedy))
    owners = {found.of_indicator(name) for name in PICTURE_INDICATORS}
    if None in owners or len(owners) > 1:
        listed = ", ".join(PICTURE_INDICATORS)
        message = f"The indicators {listed} do not all belong to one processing activity."
        faults.append(
            Fault("activities", 0, message, "List all of them under indicators in the [covers] of one activity.")
        )
    _check_names(found, "forecasts", FORECASTS, faults)
    if len(set(found.by_kind["forecasts"].values())) > 1:
        message = "Forecasts are issued together, and belong to several processing activities."
        faults.append(Fault("activities", 0, message, "List them under forecasts in the [covers] of one activity."))
    _check_names(found, "responses", RESPONSES, faults)
    kept = found.by_kind["responses"]
    if len(set(kept.values())) > 1 or 0 < len(kept) < len(RESPONSES):
        message = "Responses and their log book are kept together, and do not belong to one processing activity."
        remedy = f"List {', '.join(RESPONSES)} under responses in the [covers] of one activity."
        faults.append(Fault("activities", 0, message, remedy))


def _check_names(found: Coverage, kind: str, names: tuple[str, ...], faults: list[Fault]) -> None:
    faults.extend(
        Fault(
            "activities",
            0,
            f"{owner} covers {kind} of {name!r}, of which there are none.",
            f"Choose from: {', '.join(names)}.",
        )
        for name, owner in found.by_kind[kind].items()
        if name not in names
    )
