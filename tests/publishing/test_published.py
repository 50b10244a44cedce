# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the public is told by a running node: as late as declared, written down once, and nothing once it may not be."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from baken.governance.lists import Role
from baken.governance.log.processing_log import processing_folder
from baken.service import node as nodes
from baken.service.http.app import create_app
from baken.service.http.limits import limits_without
from baken.service.identity import create_key
from baken.service.node import live_node
from baken.service.publishing import at_node, publisher
from hand_clock import HandClock
from servers import FIXTURES
from telling import ACTIVITY, tell, telling_city

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from baken.service.node import Node

TEMPLATE = (
    '<html lang="nl"><head><title><!--visit:title--></title><link rel="manifest" href="visit:manifest"></head>'
    '<body><!--visit:data--><div id="visit"><!--visit:list--></div></body></html>'
)
BUSYNESS = "/api/v1/public/busyness"


class Case:
    """A node with whoever asks it, and the clock it goes by."""

    def __init__(self, node: Node, clock: HandClock, client: httpx.AsyncClient, key: str) -> None:
        self.node, self.clock, self.client = node, clock, client
        self._credentials = {"authorization": f"Bearer {key}"}

    async def count(self, north: float) -> None:
        body = {"phenomenonTime": self.clock.now().isoformat().replace("+00:00", "Z"), "result": north}
        answer = await self.client.post("/sta/v1.1/Datastreams(1)/Observations", json=body, headers=self._credentials)
        assert answer.status_code == 201, answer.text

    async def delete(self) -> None:
        """Delete all that was counted."""
        rows = (await self.client.get("/sta/v1.1/Datastreams(1)/Observations", headers=self._credentials)).json()
        for row in rows["value"]:
            answer = await self.client.delete(f"/sta/v1.1/Observations('{row['@iot.id']}')", headers=self._credentials)
            assert answer.status_code == 200, answer.text

    async def after(self, minutes: int) -> dict[str, Any]:
        """Let time pass minute by minute, as the job of the node would see it, and return what is published then."""
        for _ in range(minutes):
            self.clock.moment += timedelta(minutes=1)
            if self.node.publisher.is_due():
                await self.node.publisher.publish()
        return await self.published()

    async def published(self) -> dict[str, Any]:
        answer = await self.client.get(BUSYNESS)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def records(self) -> int:
        """Return how many editions were written down."""
        files = (file for file in processing_folder(self.data).rglob("*") if file.is_file())
        return sum(file.read_bytes().count(b"publish levels") for file in files)

    data: Path


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return telling_city(tmp_path)


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Any]:
    """Opens a node whose clock and whose publishing the test moves by hand."""
    front = tmp_path / "front"
    front.mkdir()
    (front / "index.html").write_text("")
    (front / "visit.html").write_text(TEMPLATE)
    monkeypatch.setattr(at_node, "front_end", lambda: front)
    monkeypatch.setattr(publisher, "LOOK_S", 3_600.0)
    clock = HandClock(datetime(2026, 6, 1, 12, 1, tzinfo=UTC))
    monkeypatch.setattr(nodes, "SystemClock", lambda: clock)

    @contextlib.asynccontextmanager
    async def open_(folder: Path) -> AsyncIterator[Case]:
        data = tmp_path / "data"
        async with live_node(folder, data) as node:
            app = create_app(node, limits_without(rates=True))
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                key = create_key(data, activity=ACTIVITY, role=Role.ADMINISTRATOR, name="Tests")
                case = Case(node, clock, client, key)
                case.data = data
                yield case

    return open_


async def test_a_level_is_published_and_no_number_of_persons(city: Path, opened: Any) -> None:
    async with opened(city) as case:
        await case.count(2_600.0)
        told = await case.after(5)
        places = {place["id"]: place for place in told["places"]}
        assert places["north"]["level"] == [4]
        assert places["north"]["state"] == "good"
        assert places["south"]["level"] == [None]
        assert places["silent"]["level"] == []
        assert places["silent"]["because"] == {"en": "It is kept free.", "nl": "Het blijft vrij."}
        assert "2600" not in json.dumps(told)
        assert "persons" not in json.dumps(told)


async def test_the_public_is_told_as_late_as_was_declared(city: Path, opened: Any) -> None:
    tell(city, delay=10)
    async with opened(city) as case:
        await case.count(20.0)
        await case.after(12)
        await case.count(4_000.0)
        soon, later = await case.after(7), await case.after(8)
        assert [place["level"] for place in soon["places"] if place["id"] == "north"] == [[1]]
        assert [place["level"] for place in later["places"] if place["id"] == "north"] == [[5]]
        assert datetime.fromisoformat(later["asOf"]) <= case.clock.now() - timedelta(minutes=10)


async def test_what_was_deleted_meanwhile_is_not_told_late(city: Path, opened: Any) -> None:
    tell(city, delay=10)
    async with opened(city) as case:
        await case.count(4_000.0)
        assert [place["level"] for place in (await case.after(15))["places"] if place["id"] == "north"] == [[5]]
        await case.delete()
        assert [place["level"] for place in (await case.after(5))["places"] if place["id"] == "north"] == [[None]]


async def test_after_a_start_what_is_told_late_is_read_from_what_was_kept(city: Path, opened: Any) -> None:
    tell(city, delay=10)
    async with opened(city) as case:
        await case.count(4_000.0)
        case.clock.moment += timedelta(minutes=30)
        assert [place["level"] for place in (await case.after(1))["places"] if place["id"] == "north"] == [[5]]


async def test_each_edition_is_written_down_once_however_many_read_it(city: Path, opened: Any) -> None:
    async with opened(city) as case:
        await case.after(5)
        before = case.records()
        for _ in range(50):
            await case.published()
        assert case.records() == before == 2  # at the start, and at the step
        await case.after(5)
        assert case.records() == before + 1


async def test_what_cannot_be_written_down_is_not_published(
    city: Path, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baken.governance.log.errors import LogError

    async with opened(city) as case:
        await case.count(20.0)
        first = await case.after(5)
        await case.count(4_000.0)

        def full(*_: object, **__: object) -> None:
            raise LogError("The disk is full.")

        monkeypatch.setattr(case.node.processing_log, "write_request", full)
        case.clock.moment += timedelta(minutes=5)
        await case.node.publisher.publish()
        assert case.node.publisher.answers[BUSYNESS].body
        assert json.loads(case.node.publisher.answers[BUSYNESS].body) == first


async def test_a_withdrawn_activity_tells_nothing_any_more_and_says_why(city: Path, opened: Any) -> None:
    async with opened(city) as case:
        await case.count(4_000.0)
        assert (await case.after(5))["state"] == "published"
        case.node.governance.withdraw(ACTIVITY, by="test", because="The council decided so.")
        case.node.publisher.renew()
        told = await case.published()
        assert (told["state"], told["places"]) == ("stopped", [])
        assert "The council decided so." in told["because"]["en"]
        assert "4" not in (await case.client.get("/busy")).text.partition('id="visit"')[2]
        case.node.governance.reinstate(ACTIVITY, by="test", because="Again.")
        assert (await case.after(5))["state"] == "published"


async def test_a_city_that_declares_nothing_publishes_nothing(opened: Any, tmp_path: Path) -> None:
    plain = shutil.copytree(FIXTURES / "cities" / "squares", tmp_path / "plain" / "squares")
    async with opened(plain) as case:
        await case.count(4_000.0)
        told = await case.after(5)
        assert (told["state"], told["places"]) == ("not-published", [])
        assert case.records() == 0


async def test_caches_may_keep_it_until_the_next_edition_and_any_page_may_read_it(city: Path, opened: Any) -> None:
    async with opened(city) as case:
        await case.after(5)
        answer = await case.client.get(BUSYNESS)
        seconds = int(answer.headers["cache-control"].partition("max-age=")[2].partition(",")[0])
        assert 0 < seconds <= 300
        assert "public" in answer.headers["cache-control"]
        assert "stale-if-error" in answer.headers["cache-control"]
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        known = {"if-none-match": answer.headers["etag"]}
        again = await case.client.get(BUSYNESS, headers=known)
        assert (again.status_code, again.content) == (304, b"")
        await case.count(4_000.0)
        await case.after(5)
        assert (await case.client.get(BUSYNESS, headers=known)).status_code == 200


async def test_the_same_is_had_compressed_as_it_is_and_as_a_table(city: Path, opened: Any) -> None:
    async with opened(city) as case:
        await case.count(4_000.0)
        told = await case.after(5)
        small = await case.client.get(BUSYNESS, headers={"accept-encoding": "gzip"})
        plain = await case.client.get(BUSYNESS, headers={"accept-encoding": "identity"})
        assert small.headers["content-encoding"] == "gzip"
        refused = await case.client.get(BUSYNESS, headers={"accept-encoding": "gzip;q=0"})
        assert "content-encoding" not in refused.headers
        assert small.json() == plain.json() == refused.json() == told
        table = await case.client.get(f"{BUSYNESS}?format=csv")
        assert table.headers["content-type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(table.text)))
        assert {row["place_id"]: row["level"] for row in rows}["north"] == "5"
        head = await case.client.head(BUSYNESS)
        assert (head.status_code, head.content) == (200, b"")


async def test_whoever_asks_in_another_way_is_refused_as_everywhere(city: Path, opened: Any) -> None:
    async with opened(city) as case:
        await case.after(5)
        assert (await case.client.post(BUSYNESS, json={})).status_code == 405
        assert (await case.client.get(f"{BUSYNESS}?format=xml")).status_code == 400
        assert (await case.client.get(f"{BUSYNESS}?format=json")).json()["state"] == "published"


async def test_the_framework_would_give_the_same_answer(city: Path, opened: Any) -> None:
    async with opened(city) as case:
        told = await case.after(5)
        past_the_door = await case.client.get(f"{BUSYNESS}?format=json&")
        assert past_the_door.json() == told
        assert past_the_door.headers["access-control-allow-origin"] == "*"


async def test_files_for_another_server_are_what_the_node_gives(city: Path, opened: Any) -> None:
    async with opened(city) as case:
        told = await case.after(5)
        folder = case.data / "public"
        assert json.loads((folder / "busyness.json").read_bytes()) == told
        assert json.loads(gzip.decompress((folder / "busyness.json.gz").read_bytes())) == told
        assert (folder / "druk.html").read_text() == (await case.client.get("/druk")).text
        assert not [file for file in folder.iterdir() if file.name.endswith(".new")]


async def test_the_page_is_readable_without_a_script_and_nobody_may_embed_it(city: Path, opened: Any) -> None:
    async with opened(city) as case:
        await case.count(4_000.0)
        await case.after(5)
        page = await case.client.get("/druk?lang=nl")
        assert '<html lang="nl">' in page.text
        assert "North square: Te druk (niveau 5 van 5)" in page.text
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert page.headers["x-frame-options"] == "DENY"
        assert "Too busy" in (await case.client.get("/busy")).text
        manifest = (await case.client.get("/druk/manifest.webmanifest")).json()
        assert (manifest["start_url"], manifest["lang"]) == ("/druk", "nl")


async def test_the_widget_stands_only_on_pages_that_the_city_named(city: Path, opened: Any) -> None:
    async with opened(city) as case:
        assert (await case.client.get("/busy/widget")).status_code == 404
    (city / "public.toml").write_text('embed_on = ["https://www.example.nl"]\n')
    async with opened(city) as case:
        widget = await case.client.get("/busy/widget")
        assert widget.status_code == 200
        policy = widget.headers["content-security-policy"]
        assert policy.endswith("frame-ancestors 'self' https://www.example.nl")
        assert "script-src 'self';" in policy
        assert "x-frame-options" not in widget.headers


async def test_a_name_cannot_break_out_of_the_page(city: Path, opened: Any) -> None:
    areas = (city / "areas.geojson").read_text()
    (city / "areas.geojson").write_text(areas.replace("North square", "</script><b>North</b>"))
    async with opened(city) as case:
        await case.after(5)
        page = (await case.client.get("/busy")).text
        assert "<b>" not in page
        assert page.count("</script>") == 1


async def test_a_clock_that_is_set_back_does_not_give_what_is_to_come(city: Path, opened: Any) -> None:
    tell(city, delay=10)
    async with opened(city) as case:
        await case.after(20)
        case.clock.moment -= timedelta(minutes=60)
        told = await case.after(1)
        assert datetime.fromisoformat(told["asOf"]) <= case.clock.now() - timedelta(minutes=10)
