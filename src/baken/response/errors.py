# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can be wrong with something that somebody wants to do about a response."""

from __future__ import annotations

from baken.errors import BakenError


class ResponseError(BakenError):
    """Something about responses that cannot be done, and why."""


class UnknownResponseError(ResponseError):
    """There is no such response, task, hand-over or playbook."""


class ChangedMeanwhileError(ResponseError):
    """Somebody was first: what was seen is no longer how it is."""


class OppositeError(ResponseError):
    """Something else is in force that wants the opposite of the same object."""


class NotYoursError(ResponseError):
    """It is for somebody else to do."""
