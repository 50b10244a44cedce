# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A running node: a thing gets a key, and from then on only what it signed comes in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from baken.governance.lists import Role
from baken.observation.authenticity.signer import Signer, encode
from baken.vocabulary.time import format_instant, to_us
from people import signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from servers import BakenServer

NOW = datetime.now(UTC).replace(microsecond=0)


class Mast:
    """A thing of the city, whose key an administrator registered."""

    def __init__(self, server: BakenServer, client: httpx.Client) -> None:
        assert server.data is not None
        self.client = client
        [thing, other] = client.get("/sta/v1.1/Things?$expand=Datastreams&$top=2").json()["value"]
        self.thing, self.datastream = thing["@iot.id"], thing["Datastreams"][0]["@iot.id"]
        self.elsewhere = other["Datastreams"][0]["@iot.id"]
        self.person = signed_in(server.data, server.city_folder, Role.ADMINISTRATOR)
        self.headers = self.person.headers | {"origin": server.address}
        self.address = server.address
        self.keys = f"{server.address}/api/v1/things/{self.thing}/signing-keys"
        self.signer = self.register(Signer.new())

    def register(self, signer: Signer) -> Signer:
        wish = {"name": "mast", "publicKey": encode(signer.public_key)}
        answer = httpx.post(self.keys, json=wish, headers=self.headers)
        assert answer.status_code == 201, answer.text
        return signer.with_key_id(answer.json()["id"])

    def row(self, minute: int, value: float, **change: Any) -> dict[str, Any]:
        at = NOW - timedelta(hours=2) + timedelta(minutes=minute)
        made = change.pop("made", at)
        said = self.signer.parameters(self.datastream, (at, None), value, result_time=made)
        body = {"phenomenonTime": format_instant(at), "result": value, "resultTime": format_instant(made)}
        return body | {"parameters": said} | change

    def post(self, body: dict[str, Any], datastream: int | None = None) -> httpx.Response:
        return self.client.post(f"/sta/v1.1/Datastreams({datastream or self.datastream})/Observations", json=body)

    def batch(self, *bodies: dict[str, Any]) -> httpx.Response:
        names = ["phenomenonTime", "result", "resultTime", "parameters"]
        rows = [[body.get(name) for name in names] for body in bodies]
        group = {"Datastream": {"@iot.id": self.datastream}, "components": names, "dataArray": rows}
        return self.client.post("/sta/v1.1/CreateObservations", json=[group])

    def stored(self) -> list[float]:
        answer = self.client.get(f"/sta/v1.1/Datastreams({self.datastream})/Observations?$orderby=phenomenonTime")
        return [entry["result"] for entry in answer.json()["value"]]


@pytest.fixture
def mast(live_server: BakenServer) -> Iterator[Mast]:
    with live_server.client() as client:
        yield Mast(live_server, client)


def test_only_what_the_thing_signed_comes_in_and_the_rest_is_in_the_security_log(mast: Mast) -> None:
    good, other = mast.row(0, 5.0), mast.row(1, 6.0)
    assert mast.post(good).status_code == 201
    assert mast.post(good).status_code == 201  # the known repeat
    for wrong in (good | {"result": 50.0}, {k: v for k, v in other.items() if k != "parameters"}):
        refused = mast.post(wrong)
        assert refused.status_code == 403
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["detail"].split(".")[0] in {
            "The signature does not fit this observation",
            "Observations of this thing must be signed, and this one is not",
        }
    assert mast.post(good, mast.elsewhere).status_code == 403
    assert mast.stored() == [5.0]
    log = httpx.get(f"{mast.address}/api/v1/security-log?kind=signature-rejected", headers=mast.headers)
    assert log.status_code == 200, log.text
    events = log.json()["events"]
    assert {event["because"] for event in events} == {"wrong-signature", "unsigned", "another-things-key"}
    assert f"Thing {mast.thing}, Datastream {mast.datastream}: unsigned" in {event["about"] for event in events}


def test_of_a_data_array_the_bad_rows_are_named_and_the_good_kept(mast: Mast) -> None:
    rows = [mast.row(i, float(i)) for i in range(40)]
    rows[7] |= {"result": 700.0}
    rows[11].pop("parameters")
    answer = mast.batch(*rows)
    assert answer.status_code == 201
    wrong = [i for i, text in enumerate(answer.json()) if text.startswith("error")]
    assert wrong == [7, 11]
    assert mast.stored() == [float(i) for i in range(40) if i not in wrong]
    assert mast.batch(rows[7], rows[11]).status_code == 400


def test_a_correction_needs_a_signature_of_its_own_and_a_later_result_time(mast: Mast) -> None:
    first = mast.row(0, 5.0)
    link = mast.post(first).headers["location"]
    assert mast.client.patch(link, json={"result": 9.0}).status_code == 403
    assert mast.post(mast.row(0, 7.0, made=NOW)).status_code == 201
    assert mast.post(first).status_code == 403
    assert mast.stored() == [7.0]


def test_keys_are_for_administrators_and_revoked_at_once(mast: Mast, live_server: BakenServer) -> None:
    assert live_server.data is not None
    listed = httpx.get(mast.keys, headers=mast.headers).json()
    assert listed["isRequired"]
    assert [key["id"] for key in listed["keys"]] == [mast.signer.key_id]
    assert mast.client.get(mast.keys).status_code == 403  # a key of an integration
    analyst = signed_in(live_server.data, live_server.city_folder, Role.ANALYST).headers | {"origin": mast.address}
    assert httpx.get(mast.keys, headers=analyst).status_code == 403
    wish = {"name": "mast", "publicKey": encode(Signer.new().public_key)}
    assert httpx.post(mast.keys, json=wish, headers=analyst).status_code == 403
    for wrong in ("A" * 43, "x" * 44, "é" * 43, encode(mast.signer.public_key)):
        assert httpx.post(mast.keys, json=wish | {"publicKey": wrong}, headers=mast.headers).status_code == 400
    assert httpx.delete(f"{mast.keys}/{mast.signer.key_id}", headers=mast.headers).status_code == 204
    assert httpx.delete(f"{mast.keys}/{'0' * 32}", headers=mast.headers).status_code == 404
    assert mast.post(mast.row(0, 5.0)).status_code == 403
    assert to_us(NOW) > 0
