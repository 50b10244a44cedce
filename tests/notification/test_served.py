# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A node with channels: what people see of them, do about them, and try from the command line."""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from tests.notification.conftest import SQUARES, notice
from tests.notification.receivers import Browser, Receiver, Says
from tests.people import signed_in
from tests.servers import run_baken, serving

from baken.city.check import check
from baken.governance.lists import Role
from baken.governance.log.node_key import PublicKey
from baken.service.notification.outbox import Outbox
from baken.service.notification.signature import confirms
from baken.service.places import register_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.people import Person
    from tests.servers import BakenServer

CHANNELS = """
sender = "drukte.example.nl"
source = "urn:nld:oin:00000001821002193000:systeem:drukte"

[[channel]]
id = "police-room"
kind = "webhook"
party = "police"
url = "http://127.0.0.1:{port}/in"
network = "internal"

[[channel]]
id = "room"
kind = "push"
role = "duty-officer"
"""
AGREEMENT = """
[[agreement]]
id = "police-warnings"
party = "police"
activities = ["square-counting"]
layers = ["warnings"]
purposes = ["crowd-safety"]
valid_from = 2024-01-01
valid_until = 2099-01-01
reference = "Covenant 12"
may_export = true
"""
RECIPIENT = '\n[[recipient]]\nrole = "duty-officer"\nlayers = ["warnings"]\n\n[covers]\nwarnings = ["crowding"]\n'
ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/abc"


def with_channels(city: Path, port: int) -> Path:
    (city / "channels.toml").write_text(CHANNELS.format(port=port), encoding="utf-8")
    parties = city / "parties.toml"
    parties.write_text(parties.read_text(encoding="utf-8") + AGREEMENT, encoding="utf-8")
    activity = city / "activities" / "square-counting.toml"
    text = activity.read_text(encoding="utf-8")
    activity.write_text(text.replace("\n[covers]\n", RECIPIENT), encoding="utf-8")
    return city


@pytest.fixture(scope="module")
def police() -> Iterator[Receiver]:
    running = Receiver().start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, police: Receiver) -> Iterator[BakenServer]:
    home = tmp_path_factory.mktemp("channels")
    city = with_channels(Path(shutil.copytree(SQUARES, home / "squares")), police.port)
    with serving("serve", city, "--data", home / "data", home=home) as found:
        yield found


@pytest.fixture
def client(server: BakenServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.address, timeout=20) as found:
        yield found


@pytest.fixture(scope="module")
def officer(server: BakenServer) -> Person:
    assert server.data is not None
    return signed_in(server.data, server.city_folder, Role.DUTY_OFFICER)


def put(server: BakenServer, **changes: Any) -> None:
    assert server.data is not None
    outbox = Outbox(register_url(server.data))
    outbox.add(notice(activity="square-counting", **changes))
    outbox.close()


def test_what_was_not_delivered_is_seen_and_sent_again(
    server: BakenServer, client: httpx.Client, police: Receiver, officer: Person
) -> None:
    police.says = Says(400)
    put(server, warning="dead")
    police.next()
    letter = the_dead_letter(client, officer)
    assert (letter["channel"], letter["notice"], letter["attempts"]) == ("police-room", "dead.1", 1)
    assert (letter["headline"], letter["headlineNl"]) == ("It is going to be too crowded", "Het wordt te druk")
    assert "400" in letter["problem"]
    [channel, _] = client.get("/api/v1/channels", headers=officer.headers).json()["channels"]
    assert (channel["id"], channel["dead"]) == ("police-room", 1)
    police.says = Says()
    path = f"/api/v1/dead-letters/{letter['number']}/send-again"
    assert client.post(path, headers=officer.headers).status_code == 202
    assert json.loads(police.next().body)["id"] == "dead.1"
    assert client.post("/api/v1/dead-letters/99/send-again", headers=officer.headers).status_code == 404
    for path in ("/api/v1/channels", "/api/v1/dead-letters"):
        assert client.get(path).status_code == 401


def the_dead_letter(client: httpx.Client, officer: Person) -> dict[str, Any]:
    """Return the one dead letter, as soon as it is there: the answer was given, and is being written down."""
    for _ in range(400):
        found = client.get("/api/v1/dead-letters", headers=officer.headers).json()["items"]
        if found:
            letter: dict[str, Any] = found[0]
            return letter
    pytest.fail("no dead letter")


def test_a_receiver_can_check_the_signature_with_the_published_key(
    server: BakenServer, client: httpx.Client, police: Receiver
) -> None:
    [key] = client.get("/api/v1/notification-keys").json()["keys"]
    put(server, warning="signed")
    taken = police.next()
    public = PublicKey(base64.urlsafe_b64decode(key["x"] + "="))
    assert public.id == key["kid"]
    assert f'keyid="{key["kid"]}"' in taken.headers["signature-input"]
    assert confirms(public, taken.headers, "POST", police.url, taken.body)
    assert json.loads(taken.body)["data"]["status"] == "Exercise", "the four squares are made up"


def test_who_may_have_warnings_subscribes_a_browser_and_nobody_else(
    server: BakenServer, client: httpx.Client, officer: Person
) -> None:
    assert server.data is not None
    browser = Browser()

    def coded(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    wish = {"channel": "room", "endpoint": ENDPOINT, "p256dh": coded(browser.public), "auth": coded(browser.secret)}
    path = "/api/v1/push-subscriptions"
    analyst = signed_in(server.data, server.city_folder, Role.ANALYST)

    def post(who: Person, **changes: str) -> int:
        return client.post(path, json=wish | changes, headers=who.headers).status_code

    assert client.get(path).status_code == 401
    assert post(analyst) == 403
    assert post(officer, channel="police-room") == 404
    assert post(officer, endpoint="https://169.254.169.254/x") == 400
    assert post(officer, p256dh="AAAA") == 400
    assert post(officer, auth="???") == 400
    assert post(officer) == 201
    found = client.get(path, headers=officer.headers).json()
    assert len(base64.urlsafe_b64decode(found["applicationServerKey"] + "=")) == 65
    assert [one["id"] for one in found["channels"]] == ["room"]
    [own] = found["subscriptions"]
    assert own["service"] == "updates.push.services.mozilla.com"
    assert client.get(path, headers=analyst.headers).json()["channels"] == []
    assert client.delete(f"{path}/{own['id']}", headers=analyst.headers).status_code == 404
    assert client.delete(f"{path}/{own['id']}", headers=officer.headers).status_code == 204
    assert client.get(path, headers=officer.headers).json()["subscriptions"] == []


def test_a_channel_is_tried_with_and_without_a_node(squares: Path, tmp_path: Path, receiver: Receiver) -> None:
    with_channels(squares, receiver.port)
    data = tmp_path / "data"
    words = ("channel", "try", "police-room", "--city", squares, "--data", data)
    alone = run_baken(*words, home=tmp_path)
    assert (alone.returncode, alone.stdout) == (0, "police-room: has it\n"), alone.stderr
    with serving("serve", squares, "--data", data, home=tmp_path):
        served = run_baken(*words, home=tmp_path)
    assert (served.returncode, served.stdout) == (0, "police-room: has it\n"), served.stderr
    for taken in (receiver.next(), receiver.next()):
        event = json.loads(taken.body)
        assert event["type"] == "nl.example.drukte.warning-test"
        assert event["data"]["status"] == "Test"
        assert event["data"]["texts"]["nl"]["headline"].startswith("TEST: ")
    receiver.says = Says(403)
    refused = run_baken(*words, home=tmp_path)
    assert refused.returncode == 1
    assert "status 403" in refused.stdout
    unknown = run_baken("channel", "try", "nobody", "--city", squares, "--data", data, home=tmp_path)
    assert unknown.returncode == 3
    assert "police-room" in unknown.stderr
    listed = run_baken("channel", "list", squares, "--data", data, home=tmp_path)
    assert "police-room  webhook  to police  1 sent" in listed.stdout


def test_a_channel_that_nobody_gave_leave_for_is_a_fault(squares: Path) -> None:
    assert not [f for f in check(with_channels(squares, 80)) if f.file == "channels.toml"]
    parties = squares / "parties.toml"
    parties.write_text(parties.read_text(encoding="utf-8").replace("may_export = true", ""), encoding="utf-8")
    [fault] = [f for f in check(squares) if f.file == "channels.toml"]
    assert "No agreement lets police take warnings away" in fault.message
    assert "may_export" in fault.remedy
