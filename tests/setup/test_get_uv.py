# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""uv comes straight from the index where Python has neither venv nor pip, and only when its digest is right."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import TYPE_CHECKING

import pytest

import get_uv

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = f"#!/bin/sh\necho uv {get_uv.VERSION}\n"


def wheel() -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr(f"uv-{get_uv.VERSION}.data/scripts/uv", PROGRAM)
    return memory.getvalue()


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An index with one wheel for each machine; change ``digest`` to forge it."""
    monkeypatch.setattr(get_uv, "by_virtual_environment", lambda tools: False)
    monkeypatch.setattr(get_uv, "by_system_pip", lambda tools: False)
    answer = {"digest": hashlib.sha256(wheel()).hexdigest()}

    def fetch(address: str) -> bytes:
        if address.endswith(".whl"):
            return wheel()
        names = [
            f"uv-{get_uv.VERSION}-py3-none-{system}_{machine}.whl"
            for system in ("musllinux_1_1", "manylinux_2_17_x86_64.manylinux2014", "manylinux_2_28", "macosx_11_0")
            for machine in ("x86_64", "aarch64", "arm64")
        ]
        return "".join(f'<a href="../../files/{n}#sha256={answer["digest"]}">{n}</a>\n' for n in names).encode()

    monkeypatch.setattr(get_uv, "fetch", fetch)
    return answer


def test_wheel_is_taken_from_the_index(tmp_path: Path, index: dict[str, str]) -> None:
    assert get_uv.runs(get_uv.get(tmp_path))


def test_forged_wheel_is_refused(tmp_path: Path, index: dict[str, str]) -> None:
    index["digest"] = "0" * 64
    with pytest.raises(get_uv.UvUnavailableError, match="is there a network"):
        get_uv.get(tmp_path)
    assert not (tmp_path / "bin" / "uv").exists()


def test_uv_of_another_version_is_replaced(tmp_path: Path, index: dict[str, str]) -> None:
    (tmp_path / "bin").mkdir()
    old = tmp_path / "bin" / "uv"
    old.write_text("#!/bin/sh\necho uv 0.1.0\n")
    old.chmod(0o755)
    assert get_uv.get(tmp_path).read_text() == PROGRAM


def test_uv_that_is_there_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").write_text(PROGRAM)
    (tmp_path / "bin" / "uv").chmod(0o755)
    monkeypatch.setattr(get_uv, "quietly", lambda *command: pytest.fail(f"ran {command}"))
    assert get_uv.get(tmp_path) == tmp_path / "bin" / "uv"
