# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Settings of live connectors: addresses, how often, and secrets that stay out of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from baken.plugin.endpoint_settings import read_poll, read_secret, read_settings
from baken.plugin.live import Content, Poll
from baken.plugin.protocol import Settings, SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from baken.declaration.reader import TableReader


def poll(folder: Path, text: str, url: str = "") -> Poll:
    (folder / "a.toml").write_text(text)

    def read(top: TableReader) -> Poll | None:
        return read_poll(
            top, name="counts", content=Content.JSON, interval_s=60, lowest_interval_s=10, url=url, largest_bytes=5
        )

    return read_settings(Settings(folder=folder, file="a.toml"), "counts", read)


def test_what_is_written_is_what_is_fetched(tmp_path: Path) -> None:
    text = (
        'url = "https://a.example/x?y=1&key=${secret:b}"\ninterval_s = 30\n'
        '[headers]\nAuthorization = "Bearer ${secret:counts-key}"\nAccept = "a/b"\n'
    )
    assert poll(tmp_path, text) == Poll(
        name="counts",
        url="https://a.example/x?y=1&key=${secret:b}",
        content=Content.JSON,
        interval_s=30,
        headers={"Authorization": "Bearer ${secret:counts-key}", "Accept": "a/b"},
        largest_bytes=5,
    )


def test_a_provider_of_one_address_needs_no_settings_in_the_file(tmp_path: Path) -> None:
    assert poll(tmp_path, "", url="https://a.example/").url == "https://a.example/"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "url is missing"),
        ('url = "ftp://a.example/"', "not an address"),
        ('url = "https://"', "not an address"),
        ('url = "https://a.example:port/"', "not an address"),
        ('url = "https://a.example/a b"', "not an address"),
        ('url = "https://me:secret@a.example/"', "holds a password"),
        ('url = "https://a.example/"\ninterval_s = 1', "a.toml:2: error: interval_s = 1 is not possible"),
        ('url = "https://a.example/"\nintervals = 60', "Did you mean 'interval_s'"),
        ('url = "https://a.example/"\n[headers]\nAuthorization = "Bearer x"', "does not belong in a file"),
        ('url = "https://a.example/"\n[headers]\nX-Api-Key = "${secret:}"', "does not belong in a file"),
        (
            'url = "https://a.example/?api_key=abc"',
            "a.toml:1: error: A secret does not belong in a file: api_key in url",
        ),
        ('url = "https://a.example/"\n[headers]\n"a b" = "c"', "not the name of a header"),
        ('url = "https://a.example/"\n[headers]\nAccept = "a\\nb"', "cannot have"),
    ],
)
def test_what_cannot_be_is_a_fault_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        poll(tmp_path, text)
    assert message in str(caught.value)


def test_a_secret_is_named_and_never_written_down(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('password = "${secret:broker}"')
    settings = Settings(folder=tmp_path, file="a.toml")
    assert read_settings(settings, "mqtt", lambda top: read_secret(top, "password")) == "${secret:broker}"
    (tmp_path / "a.toml").write_text('password = "s3cret"')
    with pytest.raises(SettingsError, match="does not belong") as caught:
        read_settings(settings, "mqtt", lambda top: read_secret(top, "password"))
    assert "s3cret" not in str(caught.value)


def test_a_connector_without_settings_says_which_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"connectors/counts\.toml"):
        read_settings(Settings(folder=tmp_path), "counts", lambda _: 1)
