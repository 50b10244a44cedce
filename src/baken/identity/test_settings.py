# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``identity.toml``: every fault has its line and a remedy, and no secret stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from baken.declaration.fault import FaultyFileError
from baken.identity.settings import IdentitySettings, read_settings

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
public_origin = "https://baken.example"
[[provider]]
id = "own"
name = "Own"
issuer = "https://id.example"
client_id = "baken"
authentication = "client_secret_basic"
secret_environment = "BAKEN_TEST_SECRET"
acr_values = ["two"]
[[provider.role]]
group = "g"
role = "analyst"
"""


def read(folder: Path, text: str) -> IdentitySettings:
    (folder / "identity.toml").write_text(text)
    return read_settings(folder, controller="municipality", parties={"municipality", "police"})


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKEN_TEST_SECRET", "from the environment")


def test_without_the_file_the_defaults_hold(tmp_path: Path) -> None:
    settings = read_settings(tmp_path, controller="m", parties={"m"})
    assert settings == IdentitySettings()
    assert settings.local_accounts


def test_secret_comes_from_the_environment(tmp_path: Path) -> None:
    [provider] = read(tmp_path, GOOD).providers
    assert provider.secret == "from the environment"


def test_folder_of_the_data_goes_before_that_of_the_city(tmp_path: Path) -> None:
    data, city = tmp_path / "data", tmp_path / "city"
    for folder, origin in ((data, "https://data.example"), (city, "https://city.example")):
        folder.mkdir()
        (folder / "identity.toml").write_text(f'public_origin = "{origin}"')
    assert read_settings(data, city, controller="m", parties={"m"}).public_origin == "https://data.example"


FAULTS = [
    ('public_origin = "https://baken.example"', 'public_origin = "http://baken.example"', 2, "secure site"),
    ('public_origin = "https://baken.example"', 'public_origin = "https://baken.example/path"', 2, "secure site"),
    ('id = "own"', 'id = "Own/../x"', 4, "is no id"),
    ('issuer = "https://id.example"', 'issuer = "http://id.example"', 6, "not the address"),
    ('authentication = "client_secret_basic"', 'authentication = "none"', 8, "not a authentication"),
    ('secret_environment = "BAKEN_TEST_SECRET"', 'secret_environment = "BAKEN_NOT_SET"', 9, "is not set"),
    ('secret_environment = "BAKEN_TEST_SECRET"', 'secret = "x"', 9, "not a key that is known"),
    ('secret_environment = "BAKEN_TEST_SECRET"', 'secret_file = "nothing"', 9, "cannot be read"),
    ('role = "analyst"', 'role = "sensor"', 11, "not a role of somebody"),
    ('role = "analyst"', 'role = "partner"', 11, "partner is of another party"),
    ('role = "analyst"', 'role = "analyst"\nparty = "police"', 11, "partner is of another party"),
    ('role = "analyst"', 'role = "partner"\nparty = "circus"', 14, "no party 'circus'"),
]


@pytest.mark.parametrize(("old", "new", "line", "said"), FAULTS, ids=[fault[1] for fault in FAULTS])
def test_fault_has_line_and_remedy(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    with pytest.raises(FaultyFileError) as error:
        read(tmp_path, GOOD.replace(old, new))
    found = [fault for fault in error.value.faults if said in fault.message]
    assert [fault.line for fault in found] == [line], str(error.value)
    assert all(fault.remedy for fault in found)


def test_secret_that_others_may_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret").chmod(0o644)
    with pytest.raises(FaultyFileError, match="Others may read"):
        read(tmp_path, GOOD.replace('secret_environment = "BAKEN_TEST_SECRET"', 'secret_file = "secret"'))


def test_service_that_nobody_can_enter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FaultyFileError, match="Nobody could sign in"):
        read(tmp_path, "local_accounts = false")
