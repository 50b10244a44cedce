# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was written to break out of a query is a wrong query, and gives nobody more than they may see."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from servers import BakenServer

OBSERVATIONS = "/sta/v1.1/Datastreams(1)/Observations"
OPTIONS = ("$filter", "$orderby", "$select", "$expand", "$top", "$skip", "$count", "$resultFormat")
PLACES = (OBSERVATIONS, "/sta/v1.1/Things", "/sta/v1.1/Observations", "/sta/v1.1/Datastreams")
MOST_S = 5.0

# In the manner of sqlmap and of lists that are passed round: each breaks out of a text, a number, a name or a bracket.
ATTACKS = (
    "' OR '1'='1", "' OR 1=1 --", "1 OR 1=1", "1; DROP TABLE observation", "1); DROP TABLE observation; --",
    "'; DELETE FROM observation; --", "' UNION SELECT * FROM observation --", "1 UNION ALL SELECT NULL,NULL,NULL",
    "result eq 1 OR 1 eq 1; SELECT 1", "result eq (SELECT max(result) FROM observation)", "sleep(10)",
    "result eq 1 AND (SELECT * FROM (SELECT(SLEEP(10)))a)", "result/**/eq/**/1", "result eq 1--", "result eq 1#",
    "result eq $1", "result eq ?", "result eq :a", "result eq @@version", "result eq 0x31", "`result` eq 1",
    '"result" eq 1', "[result] eq 1", "result eq 1 \x00 or true", "result eq '\\'", "result eq ''''''''",
    "result eq 'a' || 'b'", "result eq chr(65)", "result eq read_text('/etc/passwd')", "read_csv('/etc/passwd')",
    "result eq getenv('HOME')", "pragma_version()", "ATTACH '/tmp/a' AS a", "COPY observation TO '/tmp/a'",
    "INSTALL httpfs", "LOAD httpfs", "current_setting('a')", "result eq (1)) or ((1) eq (1)",
    "result eq 1 or startswith('a','a')", "name eq 'x' or true", "true", "not false", "1 eq 1", "result eq result",
    "$filter=1", "Datastream/Thing/name eq 'a' or 1 eq 1", "../../etc/passwd", "%27%20OR%201=1", "%2527 OR 1=1",
    "\u02bc OR 1=1", "\uff07 OR \uff11=\uff11", "result \u0435q 1", "result eq \u0661", "result eq 1\u2028or true",
    "{{7*7}}", "${7*7}", "#{7*7}", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "a" * 5_000, "(" * 2_000,
    "not " * 2_000 + "true", "1 eq 1 and " * 500 + "1 eq 1", "result in (" + "1," * 5_000 + "1)",
)  # fmt: skip
HARMLESS = {"result eq result", "not false", "true", "1 eq 1", "%27%20OR%201=1"}
"""True of every row, so that they may find all that one may see; they can find nothing more."""


@pytest.fixture
def before(shared_server: BakenServer, shared_client: httpx.Client) -> Iterator[None]:
    body = {"phenomenonTime": "2025-06-01T00:00:00Z", "result": 4711, "Datastream": {"@iot.id": 1}}
    assert shared_client.post("/sta/v1.1/Observations", json=body).status_code == 201
    yield
    assert shared_server.process.poll() is None
    found = shared_client.get("/sta/v1.1/Observations('1-1748736000000000')")
    assert found.json()["result"] == 4711, "and nothing was deleted or changed"


@pytest.mark.usefixtures("before")
@pytest.mark.parametrize("option", OPTIONS)
def test_an_attack_is_a_wrong_query(shared_server: BakenServer, option: str) -> None:
    with shared_server.anonymous() as client:
        for place in PLACES:
            for attack in ATTACKS:
                begin = time.monotonic()
                answer = client.get(f"{place}?{option}={quote(attack)}")
                assert time.monotonic() - begin < MOST_S, attack
                assert answer.status_code in (200, 400, 404, 414, 431), (attack, answer.text[:300])
                if answer.status_code != 200:
                    assert answer.headers["content-type"] == "application/problem+json"
                assert_tells_nothing(answer)


def assert_tells_nothing(answer: httpx.Response) -> None:
    """Neither the store nor the language that it is asked in shows."""
    said = answer.text.lower()
    for word in ("duckdb", "sqlite", "parser error", "binder error", "syntax error at or near", "traceback", "root:x:"):
        assert word not in said


TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)
WORDS = st.sampled_from(
    [
        "result",
        "eq",
        "or",
        "and",
        "not",
        "'",
        '"',
        "(",
        ")",
        "--",
        ";",
        "/*",
        "*/",
        "1",
        "NULL",
        "SELECT",
        "$",
        "\\",
        " ",
        ",",
    ]
)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(OPTIONS), TEXTS | st.lists(WORDS, max_size=15).map(" ".join) | st.lists(WORDS).map("".join))
def test_any_text_is_a_query_or_a_wrong_one(shared_server: BakenServer, option: str, text: str) -> None:
    with shared_server.anonymous() as client:
        answer = client.get(f"{OBSERVATIONS}?{option}={quote(text)}")
    assert answer.status_code in (200, 400), answer.text[:300]
    assert_tells_nothing(answer)


NUMBERS = (
    "1 OR 1=1", "'1", "1;1", "-1", "+1", "1.0", "1e0", "0x1", "\u0661", "\uff11", "1\u200b", "\u202e1", "1%00",
    "1)/../Things(1", "1)(2", "NaN", "Infinity", "9" * 400, "", " 1", "1 ", "1\t", "null", "true", "1,2", "{}", "[1]",
)  # fmt: skip


@pytest.mark.usefixtures("before")
@pytest.mark.parametrize("kind", ["Things", "Datastreams", "Sensors", "Observations", "Locations"])
def test_an_id_is_a_plain_number(shared_server: BakenServer, kind: str) -> None:
    with shared_server.anonymous() as client:
        for number in NUMBERS:
            answer = client.get(f"/sta/v1.1/{kind}({quote(number, safe='')})")
            assert answer.status_code in (400, 404), (number, answer.text[:200])


@pytest.mark.parametrize("area", ["north\u200b", "NORTH", "n\u043erth", "north%00", "./north", "north;a=b", "north "])
def test_a_name_that_only_looks_like_another_is_not_that_one(shared_server: BakenServer, area: str) -> None:
    with shared_server.anonymous() as client:
        assert client.get("/api/v1/areas/north").status_code == 200
        answer = client.get(f"/api/v1/areas/{quote(area, safe='')}")
    assert answer.status_code in (400, 404)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "identity, gzip", "x"])
@pytest.mark.parametrize("path", ["/sta/v1.1/Observations", "/sta/v1.1/CreateObservations", "/sta/v1.1/Things"])
def test_a_compressed_body_is_refused_unread(shared_client: httpx.Client, path: str, encoding: str) -> None:
    headers = {"content-type": "application/json", "content-encoding": encoding}
    answer = shared_client.post(path, content=b"\x1f\x8b" + b"\x00" * 1000, headers=headers)
    assert answer.status_code == 415
    assert answer.headers["content-type"] == "application/problem+json"


BAD_TYPES = ("text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a")


@pytest.mark.parametrize("media_type", BAD_TYPES)
def test_a_form_of_another_site_is_no_observation(shared_client: httpx.Client, media_type: str) -> None:
    body = b'{"phenomenonTime":"2025-06-02T00:00:00Z","result":1,"Datastream":{"@iot.id":1}}'
    answer = shared_client.post("/sta/v1.1/Observations", content=body, headers={"content-type": media_type})
    assert answer.status_code == 415
