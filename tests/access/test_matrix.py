# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The matrix of role x route x party is up to date, and is what a running server does, cell by cell."""

from __future__ import annotations

import sys
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.access.callers import Town
from tests.servers import FIXTURES, serving

from baken.governance.model import PrincipalKind
from baken.service.http.access_matrix import Caller, Cell, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import access_matrix  # noqa: E402 - the folder of tools is known only now

MATRIX = access_matrix.matrix_of(access_matrix.CITY)
SIGNING_OUT = ("DELETE", "/api/v1/sessions/current")
"""May be done twice."""
ROWS = [
    pytest.param(row, id=f"{row.method} {row.path} {row.activity}".strip())
    for row in (*MATRIX.api, *MATRIX.sensorthings)
]


def test_the_page_is_up_to_date() -> None:
    remedy = "write it again: python tools/access_matrix.py"
    assert access_matrix.PAGE.read_text(encoding="utf-8") == access_matrix.page(), remedy


def test_every_kind_of_caller_is_tried() -> None:
    names = [caller.name for caller in MATRIX.callers]
    assert len(names) == 11
    assert {"anybody", "police (agreement)", "tram (no agreement)", "organiser (agreement ended)"} < set(names)


def test_no_route_that_asks_is_for_everybody_or_for_nobody() -> None:
    asked = [row for row in (*MATRIX.api, *MATRIX.sensorthings) if not row.because]
    assert [row for row in asked if Cell.NO not in row.cells] == []
    # In this city nobody who may delete observations may read any, so nobody can name one.
    nobodys = {(row.method, row.path) for row in asked if Cell.YES not in row.cells}
    assert nobodys == {("DELETE", "/sta/v1.1/Observations({k})")}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    home = tmp_path_factory.mktemp("town")
    with serving("serve", FIXTURES / "cities" / "boulevard", "--data", home / "data", home=home) as server:
        town = Town(server)
        yield town
        town.close()


@pytest.mark.parametrize("row", ROWS)
def test_a_running_server_answers_each_caller_as_the_matrix_says(town: Town, row: Row) -> None:
    wrong = []
    for caller, cell in zip(MATRIX.callers, row.cells, strict=True):
        status = town.ask(row, caller, fresh=cell is Cell.OWN)
        if not is_right(row, caller, cell, status):
            wrong.append(f"{caller.name}: {cell.value}, and the answer was {HTTPStatus(status)}")
    assert not wrong


def is_right(row: Row, caller: Caller, cell: Cell, status: int) -> bool:
    """Return whether a status is what a cell says. No cell says 5xx."""
    is_sensorthings = row.path.startswith("/sta/")
    if cell is Cell.YES:
        return 200 <= status < 300 if is_sensorthings else status < 500 and status not in (401, 403)
    if cell is Cell.NO:
        return status in denials(row, caller)
    if cell is Cell.OWN and caller.principal.kind is not PrincipalKind.PERSON:
        return status in ((200,) if (row.method, row.path) == SIGNING_OUT else (400, 401, 403))
    return status < 500 and (status not in (401, 403) or row.method != "GET")


def denials(row: Row, caller: Caller) -> set[int]:
    """Return how somebody may be told no: not to be known yet, not to be allowed, or that there is no such thing."""
    if caller.principal.kind is PrincipalKind.ANONYMOUS:
        return {401}
    if not row.path.startswith("/sta/"):
        return {403}
    # What may not be seen does not exist; in a body that is a fault of the body.
    return {403, 404, 400} if row.method == "POST" and "{" not in row.path else {403, 404}
