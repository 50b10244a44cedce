# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What has been carried out in the street: since when, and until when, each intervention of a response."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from baken.response.interventions import Deed
from baken.response.transitions import ResponseDeed, TaskState

if TYPE_CHECKING:
    from baken.response.book import Book
    from baken.response.model import Response


class CarriedOut(msgspec.Struct, frozen=True, kw_only=True):
    """An intervention that somebody carried out, by the clock of the node.

    Attributes
    ----------
    until_us
        When its response was withdrawn; None when it was not.
    """

    response_id: str
    intervention_id: str
    deed: Deed
    from_us: int
    until_us: int | None = None


def carried_out(book: Book) -> tuple[CarriedOut, ...]:
    """Return the interventions that were carried out, in the order in which they were.

    An approval changes nothing in a street, and neither does a task that was only taken up: an intervention is carried
    out when its task is done, or when its response is completed. It ends when its response is withdrawn.
    """
    found = [one for response in book.responses.values() for one in _of(book, response)]
    return tuple(sorted(found, key=lambda one: (one.from_us, one.response_id, one.intervention_id)))


def _of(book: Book, response: Response) -> list[CarriedOut]:
    completed = next((step.at_us for step in response.steps if step.deed == ResponseDeed.COMPLETE.value), None)
    done: dict[str, int] = {}
    for task in book.tasks_of(response.id):
        moment = next((step.at_us for step in task.steps if step.state is TaskState.DONE), None)
        if moment is not None and not task.undoes:
            done.setdefault(task.intervention_id, moment)
    found = []
    for one in response.playbook.interventions:
        moments = [moment for moment in (done.get(one.id), completed) if moment is not None]
        if moments and (response.in_force_until_us is None or min(moments) < response.in_force_until_us):
            found.append(
                CarriedOut(
                    response_id=response.id,
                    intervention_id=one.id,
                    deed=one.deed,
                    from_us=min(moments),
                    until_us=response.in_force_until_us,
                )
            )
    return found
