# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rules that the values of one processing activity must keep together, each with its remedy.

These are faults of the declaration. What can become untrue with time (a review date, a missing assessment) is no
fault: the activity then stops (:mod:`baken.governance.activities`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.governance.lists import (
    NEEDS_LAW,
    Action,
    AggregationPlace,
    Assessment,
    DataSubject,
    Kind,
    Layer,
    LegalBasis,
    PersonalData,
    RetentionTrigger,
    Role,
)
from baken.governance.read_publication import check_publication

if TYPE_CHECKING:
    from baken.declaration.reader import TableReader
    from baken.governance.model import ProcessingActivity

NEEDS: Final[dict[Kind, frozenset[Assessment]]] = {
    Kind.COUNTING: frozenset(),
    Kind.CAMERA: frozenset({Assessment.DPIA}),
    Kind.PUBLIC_ORDER_CAMERA: frozenset({Assessment.DPIA, Assessment.MAYORS_DECISION}),
    Kind.DEVICE_COUNTING: frozenset({Assessment.DPIA}),
    Kind.PANEL: frozenset({Assessment.DPIA}),
    Kind.REGISTRATION: frozenset({Assessment.DPIA}),
    Kind.ENVIRONMENT_SENSOR: frozenset(),
    Kind.REPORTING: frozenset({Assessment.DPIA}),
    Kind.OPEN_DATA: frozenset(),
    Kind.DERIVATION: frozenset({Assessment.IAMA}),
    Kind.OPERATION: frozenset(),
}
"""Which assessments each kind of activity needs before its data may pass.

A camera, signals of phones, panels, plates and reports are systematic monitoring of public space (GDPR art. 35 (3) (c);
list of the Autoriteit Persoonsgegevens). What is derived by an algorithm needs an assessment of human rights.
"""

_ABOUT_NOBODY: Final = frozenset({Kind.OPEN_DATA, Kind.ENVIRONMENT_SENSOR, Kind.COUNTING, Kind.DERIVATION})
_NOT_RECIPIENTS: Final = frozenset({Role.NODE, Role.SENSOR, Role.PARTNER})
_LOGS: Final = frozenset({Layer.PROCESSING_LOG, Layer.SECURITY_LOG, Layer.ACCOUNTS})


def required_assessments(activity: ProcessingActivity) -> frozenset[Assessment]:
    """Return the assessments without which an activity may not begin: those of its kind, and a DPIA for any person.

    Examples
    --------
    >>> sorted(NEEDS[Kind.PUBLIC_ORDER_CAMERA])
    [<Assessment.DPIA: 'dpia'>, <Assessment.MAYORS_DECISION: 'mayors-decision'>]
    """
    about_somebody = activity.personal_data != (PersonalData.NONE,) and activity.kind is not Kind.OPERATION
    return NEEDS[activity.kind] | (frozenset({Assessment.DPIA}) if about_somebody else frozenset())


_TRIGGERS: Final[dict[Layer, tuple[RetentionTrigger, ...]]] = {
    Layer.OBSERVATIONS: (RetentionTrigger.PHENOMENON_TIME, RetentionTrigger.AVAILABLE_AT),
    Layer.FORECASTS: (RetentionTrigger.ISSUED_AT,),
    Layer.RESPONSES: (RetentionTrigger.ISSUED_AT,),
    Layer.WARNINGS: (RetentionTrigger.ISSUED_AT,),
    Layer.PUBLICATIONS: (RetentionTrigger.ISSUED_AT,),
    Layer.EXPORTS: (RetentionTrigger.ISSUED_AT,),
    Layer.BACKUPS: (RetentionTrigger.ISSUED_AT,),
    Layer.ACCOUNTS: (RetentionTrigger.LAST_USE,),
    Layer.PROCESSING_LOG: (RetentionTrigger.ISSUED_AT,),
    Layer.SECURITY_LOG: (RetentionTrigger.ISSUED_AT,),
}
"""From when the period of a layer can run; the layers that are not here are not kept by this version."""


def check_activity(activity: ProcessingActivity, top: TableReader) -> None:
    """Note a fault for each rule that an activity breaks."""
    _check_persons(activity, top)
    _check_basis(activity, top)
    _check_minimisation(activity, top)
    _check_retention(activity, top)
    _check_kept_forecasts(activity, top)
    _check_kept_responses(activity, top)
    _check_recipients(activity, top)
    check_publication(activity, top)
    if activity.review_by <= activity.valid_from:
        top.fault("review_by", "review_by is not after valid_from.", "Write the day by which it is looked at again.")
    if activity.oversight not in (Role.PRIVACY_OFFICER, Role.ADMINISTRATOR):
        top.fault("oversight", "Oversight is not with somebody who can act.", 'Write oversight = "privacy-officer".')


def _check_persons(activity: ProcessingActivity, top: TableReader) -> None:
    none = PersonalData.NONE in activity.personal_data
    if none and len(activity.personal_data) > 1:
        top.fault("personal_data", "There are none, and there are some.", 'Write ["none"] alone, or take it out.')
    if none and not activity.personal_data_reason:
        message = "It is not said why there are no personal data."
        top.fault("personal_data", message, 'Add personal_data_reason = "..." in one sentence.')
    nobody = DataSubject.NOBODY in activity.data_subjects
    if nobody != none:
        message = "Data about nobody are not about persons, and data about persons are about somebody."
        top.fault("data_subjects", message, 'Use "nobody" with personal_data = ["none"], and only then.')
    if none and activity.kind not in _ABOUT_NOBODY:
        message = f"An activity of kind {activity.kind.value} touches personal data, however briefly."
        top.fault("personal_data", message, "Name which; what never leaves the sensor is image-in-sensor.")


def _check_basis(activity: ProcessingActivity, top: TableReader) -> None:
    none = activity.personal_data == (PersonalData.NONE,)
    if activity.legal_basis is LegalBasis.NO_PERSONAL_DATA and not none:
        message = "no-personal-data is no basis for personal data."
        top.fault("legal_basis", message, "Name the article of the GDPR, for example public-task.")
    if activity.legal_basis in NEEDS_LAW and not activity.law:
        message = f"{activity.legal_basis.value} rests on a law that is not named."
        top.fault("legal_basis", message, 'Add law = "...", for example "Gemeentewet art. 172".')
    if activity.kind is Kind.PUBLIC_ORDER_CAMERA:
        for assessment in activity.assessments:
            if assessment.kind is Assessment.MAYORS_DECISION and not (assessment.place and assessment.valid_until):
                message = "A camera for public order needs a place and an end date (Gemeentewet art. 151c)."
                top.fault("assessment", message, "Add place and valid_until to the mayor's decision.")


def _check_minimisation(activity: ProcessingActivity, top: TableReader) -> None:
    m = activity.minimisation
    about_somebody = activity.personal_data != (PersonalData.NONE,)
    if about_somebody and m.aggregated is AggregationPlace.NOT_NEEDED:
        message = "Persons have to become numbers somewhere."
        top.fault("minimisation", message, "Say where: in-sensor, at-supplier or on-node.")


def _check_retention(activity: ProcessingActivity, top: TableReader) -> None:
    seen: set[Layer] = set()
    for retention in activity.retention:
        if retention.layer in seen:
            top.fault("retention", f"{retention.layer.value} has two periods.", "Keep one.")
        seen.add(retention.layer)
        possible = _TRIGGERS.get(retention.layer, tuple(RetentionTrigger))
        if retention.period is not None and retention.trigger not in possible:
            message = f"{retention.layer.value} cannot be deleted by {retention.trigger.value}."
            top.fault("retention", message, f"Use {' or '.join(trigger.value for trigger in possible)}.")
        kept_raw = retention.layer is Layer.RAW_PAYLOAD and retention.period is not None
        if kept_raw and activity.kind in (Kind.CAMERA, Kind.PUBLIC_ORDER_CAMERA):
            message = "Pictures of cameras are not kept by this service."
            top.fault("retention", message, 'Write period = "none" for raw-payload.')
    kept = activity.retention_of(Layer.OBSERVATIONS)
    if (activity.covers.connectors or activity.covers.streams) and (kept is None or kept.period is None):
        message = "It observes, and does not say how long observations are kept; what is not declared is not kept."
        top.fault(
            "retention", message, 'Add a [[retention]] of layer "observations" with a period, for example "PT12H".'
        )


def _check_kept_responses(activity: ProcessingActivity, top: TableReader) -> None:
    """What staff decided and noted is about staff, and is kept until somebody said when it goes."""
    kept = activity.retention_of(Layer.RESPONSES)
    if activity.covers.responses and (kept is None or kept.period is None):
        remedy = 'Add a [[retention]] of layer "responses" with trigger "issued-at" and a period, for example "P400D".'
        top.fault("retention", "Responses are kept, and it is not declared for how long.", remedy)


def _check_kept_forecasts(activity: ProcessingActivity, top: TableReader) -> None:
    kept = activity.retention_of(Layer.FORECASTS)
    if activity.covers.forecasts and (kept is None or kept.period is None):
        message = "It foresees, and does not say how long forecasts are kept; what is not declared is not kept."
        remedy = 'Add a [[retention]] of layer "forecasts" with trigger "issued-at" and a period, for example "P400D".'
        top.fault("retention", message, remedy)


def _check_recipients(activity: ProcessingActivity, top: TableReader) -> None:
    for recipient in activity.recipients:
        if recipient.role in _NOT_RECIPIENTS:
            message = f"{recipient.role.value} is no recipient."
            remedy = "Other parties come by agreements in parties.toml; name roles of the controller, or public."
            top.fault("recipient", message, remedy)
        if recipient.role is Role.PUBLIC and _LOGS & set(recipient.layers):
            top.fault("recipient", "Logs and accounts are not for the public.", "Take that layer out.")
    for use in activity.uses:
        if use.activity == activity.id:
            top.fault("use", f"{Action.READ.value} of its own data needs no use.", "Remove this [[use]].")
