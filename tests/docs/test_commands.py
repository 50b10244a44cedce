# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every command in the documentation runs.

The ``sh``, ``console`` and ``python`` blocks of a document run in order, in an empty folder with a copy of the cities,
as a reader would type them. A command that serves keeps running to the end of the document, on a free port; where the
text says ``localhost:8080``, the address it really got is used. A block that says ``file=…`` is written to that file. A
provider that the reader plays with ``python3 -m http.server`` runs to the end of the document too, on a free port.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from reading import ROOT, Block, blocks, documents

from running_server import running_server

RUN_ELSEWHERE = {
    "make demo": "tests/setup/test_make_demo.py runs it",
    "make test": "this is it",
    "make check": "continuous integration runs it right after the tests, which would run it twice",
    "make hooks": "would write into the .git of who runs the tests; the hooks are run by tests/setup/test_hooks.py",
    "make format": "would change the files of who runs the tests",
    "make setup": "ran before the tests; tests/setup runs it in a copy",
    "make screenshot": "would change a file of who runs the tests; tests/browser takes screenshots",
}
"""Commands that are not run here, each with the reason."""

ADDRESS = "http://localhost:8080"
PROVIDING = re.compile(r"^python3 -m http\.server (?P<port>\d+) --directory (?P<folder>\S+)$")
SERVING = re.compile(r"^baken (demo|serve|replay)\b(?!.*--(help|list-scenarios))")
DOCUMENTS = [path for path in documents() if any(b.language in ("sh", "console", "python") for b in blocks(path))]

pytestmark = pytest.mark.slow


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@dataclass
class Reader:
    """Types what a document says."""

    folder: Path
    servers: contextlib.ExitStack
    address: str = ADDRESS
    provider: tuple[str, str] = ("", "")

    def read(self, block: Block) -> None:
        """Run one block; fails with what the first failing command said."""
        where = f"{block.document.relative_to(ROOT)}:{block.line}"
        if block.file:
            (self.folder / block.file).write_text(block.code.replace(*self.provider), encoding="utf-8")
            return
        if block.language == "python":
            self.run(where, [sys.executable, "-c", block.code.replace(ADDRESS, self.address)])
            return
        for command in block.commands():
            if command in RUN_ELSEWHERE:
                continue
            if found := PROVIDING.match(command):
                self.provide(found["port"], self.folder / found["folder"])
            elif SERVING.match(command):
                self.serve(command)
            else:
                self.run(where, ["sh", "-ec", command.replace(ADDRESS, self.address)])

    def provide(self, port: str, folder: Path) -> None:
        """Serve a folder as the provider that the reader plays, on a free port."""
        handler = functools.partial(QuietHandler, directory=str(folder))
        server = self.servers.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.servers.callback(server.shutdown)
        self.provider = (f"localhost:{port}", f"127.0.0.1:{server.server_address[1]}")

    def serve(self, command: str) -> None:
        options = " --no-browser" if command.startswith("baken demo") else ""
        words = ["sh", "-c", f"exec {re.sub(r' --port [0-9]+', '', command)} --port 0{options}"]
        self.address = self.servers.enter_context(running_server(words, cwd=self.folder, environment=self.environment))

    def run(self, where: str, command: list[str]) -> None:
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{where}: {command[-1]}\n{done.stdout[-2000:]}{done.stderr[-4000:]}"

    @property
    def environment(self) -> dict[str, str]:
        programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        own = {"PATH": programs, "HOME": str(self.folder), "BAKEN_DATA": str(self.folder / "data"), "BROWSER": "true"}
        return os.environ | own


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_runs(document: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "cities", tmp_path / "cities")
    with contextlib.ExitStack() as servers:
        reader = Reader(tmp_path, servers)
        for block in blocks(document):
            if block.file or block.language in ("sh", "console", "python"):
                reader.read(block)


def test_commands_that_are_not_run_here_are_still_documented() -> None:
    written = {command for path in DOCUMENTS for block in blocks(path) for command in block.commands()}
    assert set(RUN_ELSEWHERE) <= written


def test_code_blocks_have_a_language_that_is_run_or_only_shown() -> None:
    known = {"sh", "console", "python", "text", "toml", "json", "csv", "html", "mermaid"}
    strange = {
        f"{b.document.relative_to(ROOT)}:{b.line}" for p in documents() for b in blocks(p) if b.language not in known
    }
    assert not strange
