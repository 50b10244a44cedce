# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``[publication]`` of an activity: what the public is told, how late and how coarsely.

Whoever declares nothing gets the careful values of :class:`~baken.governance.model.Publication`; every step towards
more, sooner or finer is written down by somebody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.governance.lists import Layer, LevelDetail, Role
from baken.governance.model import Publication

if TYPE_CHECKING:
    from baken.declaration.reader import TableReader
    from baken.governance.model import ProcessingActivity

STEPS_MIN: Final = (1, 2, 5, 10, 15, 20, 30, 60)
"""Minutes between two editions: parts of the hour, so that caches everywhere expire together."""
LONGEST_DELAY_MIN: Final = 7 * 24 * 60
MOST_FORECAST_H: Final = 48
_CAREFUL: Final = Publication()


def read_publication(top: TableReader) -> Publication:
    """Return what an activity says of publishing; the careful defaults for what it does not say."""
    table = top.table("publication", required=False)
    if table is None:
        return _CAREFUL
    step = table.integer("step_min", required=False, low=1, high=60)
    if step is not None and step not in STEPS_MIN:
        table.fault("step_min", f"{step} minutes are no part of the hour.", f"Use one of {_listed()}.")
        step = None
    delay = table.integer("delay_min", required=False, low=0, high=LONGEST_DELAY_MIN)
    held = table.texts("hold_back", required=False) or () if table.any("hold_back") not in (None, []) else ()
    because, because_nl = (table.text(key, required=False) or "" for key in ("because", "because_nl"))
    if held and not (because and because_nl):
        remedy = 'Add because = "..." and because_nl = "...": the page shows it.'
        table.fault("hold_back", "It is not said why areas are held back.", remedy)
    found = Publication(
        step_min=step or _CAREFUL.step_min,
        delay_min=_CAREFUL.delay_min if delay is None else delay,
        detail=table.choice("detail", LevelDetail, required=False) or _CAREFUL.detail,
        forecast_h=table.integer("forecast_h", required=False, low=0, high=MOST_FORECAST_H) or 0,
        smallest_area_m2=table.number("smallest_area_m2", required=False, low=0, high=1_000_000) or 0.0,
        hold_back=tuple(held),
        because=because,
        because_nl=because_nl,
    )
    table.close()
    return found


def check_publication(activity: ProcessingActivity, top: TableReader) -> None:
    """Note a fault where an activity publishes oftener than it may, or to nobody, or would if it were to publish."""
    if not activity.covers.publications:
        if top.has("publication"):
            remedy = 'Add publications = ["levels"] to its [covers], or remove [publication].'
            top.fault("publication", "It says how it publishes, and covers no publication.", remedy)
        return
    cell_s = activity.minimisation.smallest_cell_s
    if activity.publication.step_min * 60 < cell_s:
        message = f"An edition every {activity.publication.step_min} min is finer than the smallest cell, {cell_s:g} s."
        top.fault("publication", message, f"Write a step_min of at least {cell_s / 60:g}.")
    if not any(r.role is Role.PUBLIC and Layer.PUBLICATIONS in r.layers for r in activity.recipients):
        remedy = 'Add a [[recipient]] with role = "public" and layers = ["publications"].'
        top.fault("covers", "It publishes, and the public is no recipient.", remedy)


def _listed() -> str:
    return ", ".join(str(step) for step in STEPS_MIN)
