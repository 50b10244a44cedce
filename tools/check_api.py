# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hold the OpenAPI document that a running node serves to the rules in .spectral.yaml."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import web_build
from running_server import running_server

ROOT = Path(__file__).resolve().parent.parent
LINTER = ROOT / "tools" / "api-lint"


def document(data: str) -> bytes:
    """Return the OpenAPI document of a node that shows the shipped city."""
    baken = [str(Path(sys.executable).parent / "baken"), "demo", "auckland", "--no-browser", "--port", "0"]
    environment = os.environ | {"BAKEN_DATA": data}
    with (
        running_server(baken, cwd=ROOT, environment=environment) as address,
        urllib.request.urlopen(f"{address}/api/v1/openapi.json") as answer,
    ):
        content: bytes = answer.read()
    return content


def main() -> int:
    """Lint the document; the exit status is spectral's."""
    web_build.install_packages(LINTER, "--ignore-scripts")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "openapi.json"
        file.write_bytes(document(folder))
        node = Path(sys.executable).parent / "node"
        spectral = LINTER / "node_modules" / "@stoplight" / "spectral-cli" / "dist" / "index.js"
        rules = ["--ruleset", str(ROOT / ".spectral.yaml"), "--fail-severity", "warn"]
        return subprocess.run([node, spectral, "lint", *rules, file], check=False, stdin=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main())
