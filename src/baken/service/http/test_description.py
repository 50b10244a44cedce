# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The OpenAPI document says of every answer what is true of every answer."""

from __future__ import annotations

from typing import Any

import pytest

from baken.service.http.description import complete


@pytest.fixture
def routes() -> dict[str, Any]:
    operation = {
        "parameters": [
            {"name": "area_id", "in": "path", "schema": {"type": "string"}},
            {"name": "bucketS", "in": "query", "schema": {"oneOf": [{"type": "integer"}, {"type": "null"}]}},
        ],
        "responses": {
            "200": {"content": {"application/json": {}}},
            "400": {"content": {"application/json": {"schema": {"type": "array"}}}},
        },
    }
    pair = {"type": "array", "prefixItems": [{"type": "number"}, {"type": "number"}]}
    return {"paths": {"/api/v1/areas/{area_id}": {"get": operation}}, "components": {"schemas": {"Map": pair}}}


def test_refusals_are_problem_documents(routes: dict[str, Any]) -> None:
    responses = complete(routes)["paths"]["/api/v1/areas/{areaId}"]["get"]["responses"]
    assert list(responses["400"]["content"]) == ["application/problem+json"]
    assert list(responses["default"]["content"]) == ["application/problem+json"]
    assert list(responses["200"]["content"]) == ["application/json"]


def test_every_answer_carries_the_version(routes: dict[str, Any]) -> None:
    responses = complete(routes)["paths"]["/api/v1/areas/{areaId}"]["get"]["responses"]
    assert all("API-Version" in response["headers"] for response in responses.values())


def test_names_on_the_wire_are_camel_case(routes: dict[str, Any]) -> None:
    parameters = complete(routes)["paths"]["/api/v1/areas/{areaId}"]["get"]["parameters"]
    assert [parameter["name"] for parameter in parameters] == ["areaId", "bucketS"]


def test_parameter_that_may_be_left_out_is_never_null(routes: dict[str, Any]) -> None:
    parameters = complete(routes)["paths"]["/api/v1/areas/{areaId}"]["get"]["parameters"]
    assert [parameter["schema"] for parameter in parameters] == [{"type": "string"}, {"type": "integer"}]


def test_lists_of_fixed_length_say_what_is_in_them(routes: dict[str, Any]) -> None:
    assert complete(routes)["components"]["schemas"]["Map"]["items"] == {"type": "number"}


def test_completing_changes_neither_its_argument_nor_a_complete_document(routes: dict[str, Any]) -> None:
    once = complete(routes)
    assert "default" not in routes["paths"]["/api/v1/areas/{area_id}"]["get"]["responses"]
    assert complete(once) == once
