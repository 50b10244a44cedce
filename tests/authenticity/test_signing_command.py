# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken signing``: from a key pair to a thing that must sign, and back."""

from __future__ import annotations

import contextlib
import json
import stat
from typing import TYPE_CHECKING

from click.testing import CliRunner, Result

from baken.observation.authenticity.keys import SigningKeys
from baken.observation.authenticity.signer import Signer, decode, encode
from baken.service.cli.signing import command
from baken.service.places import register_url
from servers import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(a) for a in arguments])


def of_city(data: Path) -> tuple[object, ...]:
    return ("--city", ROOT / "cities" / "auckland", "--data", data)


def test_the_secret_is_in_a_file_of_its_owner_and_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "mast.key"
    public = run("new-key", file).output.strip()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Signer(decode(file.read_text().strip()), "0" * 32).public_key == decode(public)
    before = file.read_text()
    assert run("new-key", file).exit_code != 0
    assert file.read_text() == before


def test_a_public_key_that_begins_with_a_hyphen_is_no_option(tmp_path: Path) -> None:
    for first in ("-l", "--t"):
        public = first + encode(Signer.new().public_key)[len(first) :]
        registered = run("register", *of_city(tmp_path), "--thing", 3, public)
        assert registered.exit_code == 0, registered.output
        assert len(registered.output.strip()) == 32


def test_a_thing_signs_from_its_first_key_until_it_is_released(tmp_path: Path) -> None:
    public = encode(Signer.new().public_key)
    key_id = run("register", *of_city(tmp_path), "--thing", 3, public).output.strip()
    assert len(key_id) == 32
    assert run("register", *of_city(tmp_path), "--thing", 3, public).exit_code != 0
    assert run("register", *of_city(tmp_path), "--thing", 3, "not base64").exit_code != 0
    assert key_id in run("list", *of_city(tmp_path), "--thing", 3).output
    [listed] = json.loads(run("list", *of_city(tmp_path), "--thing", 3, "--json").output)
    assert listed["thing_id"] == 3
    assert run("revoke", *of_city(tmp_path), key_id).exit_code == 0
    with contextlib.closing(SigningKeys(register_url(tmp_path))) as keys:
        assert keys.requires(3)
    assert run("release", *of_city(tmp_path), "--thing", 3).exit_code == 0
    with contextlib.closing(SigningKeys(register_url(tmp_path))) as keys:
        assert not keys.requires(3)
