# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Problems: every refusal is an RFC 9457 document that a person understands."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec
from litestar import Response
from litestar.exceptions import HTTPException, ValidationException

from baken.errors import BakenError
from baken.governance.activities import UnknownActivityError
from baken.governance.log.errors import LogError
from baken.governance.model import ANYBODY, Principal
from baken.governance.permit import PermitEndedError, PurposeError, RefusedError
from baken.governance.policy.engine import RECENT_SIGN_IN
from baken.identity.errors import (
    ForgedRequestError,
    IdentityStoreError,
    StaleAuthenticationError,
    TooManyAttemptsError,
    UnauthenticatedError,
    UnknownError,
)
from baken.observation.intake import OverloadedError
from baken.observation.protocol import StoreError
from baken.response.errors import (
    ChangedMeanwhileError,
    NotYoursError,
    OppositeError,
    ResponseError,
    UnknownResponseError,
)
from baken.response.transitions import TransitionError
from baken.service.asking import CHALLENGE, principal_in, status_of_refusal
from baken.service.evaluating.kept import NoRecordError
from baken.service.exporting.of_node import TooMuchError
from baken.service.http.description import wire_name
from baken.service.http.limits import TooManyRequestsError
from baken.service.notification.outbox import OutboxError
from baken.service.reference import REFERENCE
from baken.service.replay import ReplayError
from baken.service.response.journal import ResponseStoreError
from baken.service.warning.store import WarningStoreError
from baken.vocabulary.time import TimeError
from baken.warning.ledger import ConflictError, UnknownWarningError
from baken.warning.states import TransitionError as StateError

if TYPE_CHECKING:
    from litestar import Request

MEDIA_TYPE: Final = "application/problem+json"
T = TypeVar("T")

_LOG: Final = logging.getLogger(__name__)


class NotFoundError(BakenError):
    """What was asked for is not here."""


class InvalidInputError(BakenError):
    """What was sent cannot be understood."""


RE_AUTHENTICATION_NEEDED: Final = "urn:baken:problem:re-authentication-needed"
"""The type of a problem that is solved by signing in again: what is asked needs a fresh sign-in."""


class VersionNeededError(BakenError):
    """A change that does not say which version it is about."""


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """A refusal.

    Attributes
    ----------
    type
        URI of the kind of problem, where a program can do something about it.
    reference
        By what it can be found in the logs.
    status
        The HTTP status code.
    title
        What kind of refusal.
    detail
        What was wrong and what to do, for a person.
    """

    status: int
    title: str
    detail: str = ""
    type: str = ""
    reference: str = ""


STATUS_OF: Final[dict[type[BakenError], HTTPStatus]] = {
    NotFoundError: HTTPStatus.NOT_FOUND,
    InvalidInputError: HTTPStatus.BAD_REQUEST,
    TimeError: HTTPStatus.BAD_REQUEST,
    TooMuchError: HTTPStatus.BAD_REQUEST,
    ReplayError: HTTPStatus.BAD_REQUEST,
    OverloadedError: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    LogError: HTTPStatus.SERVICE_UNAVAILABLE,
    PermitEndedError: HTTPStatus.SERVICE_UNAVAILABLE,
    PurposeError: HTTPStatus.FORBIDDEN,
    UnknownActivityError: HTTPStatus.NOT_FOUND,
    TooManyRequestsError: HTTPStatus.TOO_MANY_REQUESTS,
    UnauthenticatedError: HTTPStatus.UNAUTHORIZED,
    ForgedRequestError: HTTPStatus.FORBIDDEN,
    StaleAuthenticationError: HTTPStatus.FORBIDDEN,
    TooManyAttemptsError: HTTPStatus.TOO_MANY_REQUESTS,
    UnknownError: HTTPStatus.NOT_FOUND,
    IdentityStoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    VersionNeededError: HTTPStatus.PRECONDITION_REQUIRED,
    UnknownResponseError: HTTPStatus.NOT_FOUND,
    ChangedMeanwhileError: HTTPStatus.PRECONDITION_FAILED,
    OppositeError: HTTPStatus.CONFLICT,
    NotYoursError: HTTPStatus.FORBIDDEN,
    ResponseError: HTTPStatus.BAD_REQUEST,
    TransitionError: HTTPStatus.CONFLICT,
    ResponseStoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    OutboxError: HTTPStatus.SERVICE_UNAVAILABLE,
    UnknownWarningError: HTTPStatus.NOT_FOUND,
    ConflictError: HTTPStatus.PRECONDITION_FAILED,
    StateError: HTTPStatus.CONFLICT,
    WarningStoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    NoRecordError: HTTPStatus.NOT_FOUND,
}


def problem_of(error: Exception, principal: Principal = ANYBODY) -> Problem:
    """Return what to tell the caller; an unforeseen error tells nothing of the inside.

    Examples
    --------
    >>> problem_of(NotFoundError("There is no area 'x'.")).status
    404
    >>> problem_of(ValueError("secret")).detail
    'The fault has been written to the log of the service.'
    """
    if isinstance(error, RefusedError):
        return _refused(error, principal)
    if isinstance(error, BakenError):
        status = next((s for kind, s in STATUS_OF.items() if isinstance(error, kind)), HTTPStatus.BAD_REQUEST)
        kind = RE_AUTHENTICATION_NEEDED if isinstance(error, StaleAuthenticationError) else ""
        return Problem(status.value, status.phrase, str(error), type=kind)
    if isinstance(error, ValidationException):
        return Problem(400, HTTPStatus.BAD_REQUEST.phrase, _detail(error))
    if isinstance(error, RecursionError):  # only a body can bring one about; nothing of ours calls itself
        return Problem(400, HTTPStatus.BAD_REQUEST.phrase, "The body is nested too deeply.")
    if isinstance(error, HTTPException):
        return Problem(error.status_code, HTTPStatus(error.status_code).phrase, error.detail)
    return Problem(
        500, HTTPStatus.INTERNAL_SERVER_ERROR.phrase, "The fault has been written to the log of the service."
    )


def _refused(error: RefusedError, principal: Principal) -> Problem:
    status = status_of_refusal(principal)
    stale = error.decision.rules == (RECENT_SIGN_IN,) and status is HTTPStatus.FORBIDDEN
    kind = RE_AUTHENTICATION_NEEDED if stale else ""
    return Problem(status.value, status.phrase, str(error), type=kind, reference=error.reference)


def _detail(error: ValidationException) -> str:
    extra = error.extra if isinstance(error.extra, list) else []
    parts = [f"{wire_name(e.get('key', 'body'))}: {e.get('message', '')}" for e in extra if isinstance(e, dict)]
    return "; ".join(parts) or error.detail


def exactly(body: bytes, kind: type[T]) -> T:
    """Return a JSON body as a record of this kind, without converting anything.

    Raises
    ------
    InvalidInputError
        Saying what does not fit.

    Examples
    --------
    >>> exactly(b"true", bool)
    True
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        raise InvalidInputError(f"{error}.") from error


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Turn any exception into a problem document."""
    problem = problem_of(error, principal_in(request.scope))
    if not problem.reference:
        problem = msgspec.structs.replace(problem, reference=REFERENCE.get())
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
    headers = dict(getattr(error, "headers", None) or {})
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "1"
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers.setdefault("WWW-Authenticate", CHALLENGE)
    return Response(msgspec.json.encode(problem), status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)
