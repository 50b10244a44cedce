# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""One record of one processing, with the field names of the Dutch standard Logboek Dataverwerkingen 1.0.

Attributes of the standard are in its namespace ``dpl.core``. What we add is in our own namespace ``baken``, because the
standard keeps ``dpl`` to extensions that have been adopted. Nothing in a record tells who somebody is, from where they
came, what they searched for or which values they saw.

Source: Logius, Logboek Dataverwerkingen 1.0, sections "Component: Logboek" and "Component: Applicatie",
https://logius-standaarden.github.io/logboek-dataverwerkingen/.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from baken.governance.lists import Action, Layer

if TYPE_CHECKING:
    from baken.governance.log.trace import Trace


class Status(StrEnum):
    """How a processing ended."""

    UNSET = "Unset"
    """Without a fault of ours, also when the caller's input was wrong or there was no result."""
    OK = "Ok"
    """Explicitly as it should be, for example when a person broke it off on purpose."""
    ERROR = "Error"
    """By a fault within the service."""


class RecordAttributes(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    rename={
        "processing_activity_id": "dpl.core.processing_activity_id",
        "data_subject_id": "dpl.core.data_subject_id",
        "data_subject_id_type": "dpl.core.data_subject_id_type",
        "foreign_span_id": "dpl.core.foreign_operation.span_id",
        "foreign_processor": "dpl.core.foreign_operation.processor",
        "action": "baken.action",
        "layer": "baken.layer",
        "role": "baken.role",
        "party": "baken.party",
        "principal": "baken.principal",
        "rows": "baken.rows",
        "exception_type": "exception.type",
    },
):
    """What a record tells besides when and how.

    Attributes
    ----------
    processing_activity_id
        URI of the version of the activity in the register of processing activities.
    data_subject_id, data_subject_id_type
        Whom the data are about, encrypted, and what kind of identification it is; empty when they are about nobody.
    foreign_span_id, foreign_processor
        The action of the application that called, and where its organisation can be found.
    principal
        Pseudonym of who acted.
    rows
        Number of rows read or written.
    exception_type
        Kind of fault; its message is left out because it may quote what was sent.
    """

    processing_activity_id: str
    data_subject_id: str = ""
    data_subject_id_type: str = ""
    foreign_span_id: str = ""
    foreign_processor: str = ""
    action: Action | None = None
    layer: Layer | None = None
    role: str = ""
    party: str = ""
    principal: str = ""
    rows: int | None = None
    exception_type: str = ""


class ProcessingRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One processing: one action, under one activity, about at most one person.

    Attributes
    ----------
    trace_id, span_id, parent_span_id
        32, 16 and 16 hexadecimal digits; the last empty when nothing called this action.
    name
        What was done, in words: "read observations".
    start_time, end_time
        Milliseconds since 1970-01-01T00:00:00Z.
    """

    trace_id: str
    span_id: str
    status: Status
    name: str
    start_time: int
    end_time: int
    parent_span_id: str = ""
    attributes: RecordAttributes

    @classmethod
    def of(
        cls,
        trace: Trace,
        name: str,
        attributes: RecordAttributes,
        *,
        start_time: int,
        end_time: int,
        status: Status = Status.UNSET,
    ) -> ProcessingRecord:
        """Return the record of an action."""
        return cls(
            trace_id=trace.trace_id,
            span_id=trace.span_id,
            status=status,
            name=name or "processing",  # the standard: never let an empty name be a fault
            start_time=start_time,
            end_time=end_time,
            parent_span_id=trace.caller,
            attributes=attributes,
        )
