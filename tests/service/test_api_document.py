# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The API's own description: valid, complete, and true of every answer (schemathesis)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from hypothesis.strategies import integers, lists, sampled_from
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi_checks

from event_stream import listening
from replaying import wire

if TYPE_CHECKING:
    import httpx

    from servers import BakenServer

DOCUMENT = "/api/v1/openapi.json"
CHECKS = (
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.negative_data_rejection,
)


OPERATIONS = (
    "GET /api/v1/city",
    "GET /api/v1/areas",
    "GET /api/v1/areas/{areaId}",
    "GET /api/v1/areas/{areaId}/history",
    "GET /api/v1/gates",
    "GET /api/v1/picture",
    "GET /api/v1/timeline",
    "GET /api/v1/replay",
    "PATCH /api/v1/replay",
    "GET /api/v1/health",
    "GET /api/v1/features",
    "GET /api/v1/features/conformance",
    "GET /api/v1/features/collections",
    "GET /api/v1/features/collections/history",
    "GET /api/v1/features/collections/history/items",
    "GET /api/v1/features/collections/situation/items/{featureId}",
    "GET /api/v1/features/collections/forecast/items",
)
EVENT_STREAM = "GET /api/v1/ticks"
AREAS = ("queen-street-45", "quay-street-107", "nowhere")
BEGIN, END = datetime(2018, 12, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = integers(0, (END - BEGIN) // timedelta(seconds=1)).map(lambda s: wire(BEGIN + timedelta(seconds=s)))
MODES = tuple(schemathesis.GenerationMode)


@pytest.fixture(scope="module")
def api(replay_server: BakenServer, replay_client: httpx.Client) -> Any:
    replay_client.patch("/api/v1/replay", json={"paused": True, "speed": 1, "now": "2025-12-24T05:00:00Z"})
    return schemathesis.openapi.from_url(replay_server.address + DOCUMENT)


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("/api/v1/features/collections/history/items", {"geo+json", "csv", "vnd.apache.parquet"}),
        ("/api/v1/public/busyness", {"json", "csv"}),
    ],
)
def test_what_comes_in_several_media_types_is_described_in_each(api: Any, path: str, media: set[str]) -> None:
    described = api.raw_schema["paths"][path]["get"]["responses"]["200"]["content"]
    assert {name.split("/")[1] for name in described} == media


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: f"{mode.value} examples")
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_as_described(api: Any, label: str, mode: schemathesis.GenerationMode) -> None:
    method, path = label.split()
    operation = api[path][method]
    if mode is schemathesis.GenerationMode.NEGATIVE and not (operation.query or operation.body):
        return  # nothing can be asked wrongly

    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode), sampled_from(AREAS), lists(MOMENTS, min_size=3, max_size=3))
    def holds(case: schemathesis.Case, area_id: str, moments: list[str]) -> None:
        if mode is schemathesis.GenerationMode.POSITIVE:
            _make_sensible(case, area_id, moments)
        assume(case.query.get("epoch", "") is not None)  # 'null' is text like any other
        response = case.call(timeout=20)
        case.validate_response(response, checks=CHECKS)
        assert response.headers["api-version"] == ["1.0.0"]
        if response.status_code >= 400:
            assert response.headers["content-type"] == ["application/problem+json"]
            assert response.json()["status"] == response.status_code

    holds()


def _make_sensible(case: schemathesis.Case, area_id: str, moments: list[str]) -> None:
    """Name an area that is there and moments that have been, which no document can describe."""
    if "areaId" in case.path_parameters:
        case.path_parameters["areaId"] = area_id
    for name, moment in zip(("at", "from", "to"), moments, strict=True):
        if name in case.query:
            case.query[name] = moment


def test_the_document_is_valid(api: Any) -> None:
    api.validate()
    assert api.raw_schema["openapi"].startswith("3.")
    assert not list(api.iter_schema_warnings())


def test_every_operation_is_described(api: Any) -> None:
    operations = [result.ok() for result in api.get_all_operations()]
    assert {operation.label for operation in operations} >= {*OPERATIONS, EVENT_STREAM}
    for operation in operations:
        described = operation.definition.raw
        assert described["description"] or described["summary"]
        assert described["operationId"]
        assert described["tags"]


def test_the_event_stream_is_described(api: Any, replay_client: httpx.Client) -> None:
    described = api.raw_schema["paths"]["/api/v1/ticks"]["get"]["responses"]["200"]["content"]
    with listening(replay_client) as events:
        assert events.response.headers["content-type"].split(";")[0] in described
