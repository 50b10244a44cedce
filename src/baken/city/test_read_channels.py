# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is declared about channels is understood, and each fault has a line and a remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from baken.city.channels import PUSH_SERVICES, USUALLY_TOLD, ChannelKind, Channels, MessageFormat, Told
from baken.city.read_channels import CHANNELS_FILE, read_channels
from baken.governance.lists import Role
from baken.warning.kinds import LimitKind
from baken.warning.model import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from baken.declaration.fault import Fault

HEAD = 'sender = "drukte.example.nl"\nsource = "urn:nld:oin:00000001821002193000:systeem:drukte"\n'
WEBHOOK = HEAD + '[[channel]]\nid = "a"\nkind = "webhook"\nparty = "police"\nurl = "https://p.example.nl/in"\n'
MAIL = HEAD + (
    '[[channel]]\nid = "m"\nkind = "mail"\nrole = "duty-officer"\nhost = "mail.example.nl"\n'
    'from = "a@example.nl"\nto = ["b@example.nl"]\n'
)
MQTT = HEAD + '[[channel]]\nid = "q"\nkind = "mqtt"\nparty = "police"\nhost = "broker.example.nl"\ntopic = "w/1"\n'
PUSH = HEAD + '[[channel]]\nid = "p"\nkind = "push"\nrole = "duty-officer"\n'


def read(folder: Path, text: str) -> tuple[Channels, list[Fault]]:
    (folder / CHANNELS_FILE).write_text(text, encoding="utf-8")
    faults: list[Fault] = []
    return read_channels(folder, ("city", "police"), "city", faults), faults


def test_a_city_without_the_file_has_no_channels(tmp_path: Path) -> None:
    faults: list[Fault] = []
    assert read_channels(tmp_path, (), "", faults) == Channels()
    assert not faults


def test_all_that_can_be_declared_is_understood(tmp_path: Path) -> None:
    more = (
        'languages = ["en"]\nwarnings = ["density", "level"]\ntold = ["raised"]\nminimum_probability = 0.6\n'
        'minimum_severity = "severe"\nkeep_trying_min = 30\nformat = "cap"\ntoken = "${secret:police-token}"\n'
    )
    found, faults = read(tmp_path, WEBHOOK + more)
    assert not faults
    [channel] = found.channels
    assert (found.sender, channel.party, channel.role) == ("drukte.example.nl", "police", None)
    assert (channel.languages, channel.kinds) == (("en",), (LimitKind.DENSITY, LimitKind.LEVEL))
    assert (channel.told, channel.minimum_probability) == ((Told.RAISED,), 0.6)
    assert (channel.minimum_severity, channel.message_format) == (Severity.SEVERE, MessageFormat.CAP)
    assert (channel.keep_trying_min, channel.token) == (30, "${secret:police-token}")


def test_what_is_not_said_has_a_careful_default(tmp_path: Path) -> None:
    for text, kind in ((MAIL, ChannelKind.MAIL), (MQTT, ChannelKind.MQTT), (PUSH, ChannelKind.PUSH)):
        found, faults = read(tmp_path, text)
        assert not faults
        [channel] = found.channels
        assert (channel.kind, channel.told, channel.is_internal) == (kind, USUALLY_TOLD, False)
    assert channel.services == PUSH_SERVICES
    assert channel.role is Role.DUTY_OFFICER
    assert read(tmp_path, MQTT)[0].channels[0].port == 8883


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (WEBHOOK.replace("drukte.example.nl", "a b"), 1, "no name of the internet"),
        (WEBHOOK.replace("urn:nld", "nld"), 2, "no source"),
        (WEBHOOK.replace('"police"', '"polcie"'), 6, "no other party"),
        (WEBHOOK.replace('"police"', '"city"'), 6, "controller itself"),
        (WEBHOOK + 'role = "duty-officer"\n', 6, "one receiver"),
        (WEBHOOK.replace('party = "police"', 'role = "sensor"'), 6, "Nobody is warned"),
        (WEBHOOK.replace('party = "police"', 'role = "public"'), 6, "decided by a person"),
        (WEBHOOK.replace("https://", "http://"), 7, "no address"),
        (WEBHOOK.replace("https://p", "https://me:secret@p"), 7, "no address"),
        (WEBHOOK.replace("https://p.example.nl", "https://p.example.nl:99999"), 7, "no address"),
        (WEBHOOK.replace("/in", "/${secret:a}"), 7, "ends in the logs"),
        (WEBHOOK + 'token = "hunter2"\n', 8, "others read"),
        (WEBHOOK + 'warnings = ["dens"]\n', 8, "not one of"),
        (WEBHOOK + 'languages = ["fr"]\n', 8, "no texts"),
        (WEBHOOK + 'minimum_severity = "red"\n', 8, "no severity"),
        (WEBHOOK + 'network = "home"\n', 8, "no network"),
        (WEBHOOK + "colour = 1\n", 8, "not a key"),
        (WEBHOOK + WEBHOOK[len(HEAD) :], 3, "two channels"),
        (MAIL.replace('"b@example.nl"', '"b@example.nl\\nBcc: x@example.nl"'), 9, "no e-mail address"),
        (MAIL + 'security = "none"\n', 10, "stays inside"),
        (MAIL + 'password = "p"\n', 10, "others read"),
        (MQTT.replace("w/1", "w/#"), 8, "no topic"),
        (MQTT + "tls = false\n", 9, "lies inside"),
        (PUSH + 'services = ["https://x.example"]\n', 7, "no push service"),
    ],
)
def test_a_fault_has_its_line_and_a_remedy(tmp_path: Path, text: str, line: int, said: str) -> None:
    _, faults = read(tmp_path, text)
    [fault] = [f for f in faults if said in f.message]
    assert fault.line == line
    assert fault.remedy


@pytest.mark.parametrize(
    "text", ["", "channel = 3", "[[channel]]", '[[channel]]\nid = 3\nkind = ["a"]', "sender = [1]"]
)
def test_nonsense_is_a_fault_and_no_crash(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text)[1]
