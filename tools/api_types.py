# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Write the types of the API for the front end (web/src/api/schema.d.ts) from the document that a node serves."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import check_api
import web_build

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
TYPES = WEB / "src" / "api" / "schema.d.ts"
HEADER = """\
// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

"""


def types_of(document: bytes) -> str:
    """Return the TypeScript that describes an OpenAPI document."""
    web_build.install_packages(WEB)
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder) / "openapi.json", Path(folder) / "schema.d.ts"
        given.write_bytes(document)
        generator = WEB / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
        node = Path(sys.executable).parent / "node"
        command = [*map(str, (node, generator, given)), "--output", str(made)]
        subprocess.run(command, check=True, cwd=WEB, stdin=subprocess.DEVNULL, capture_output=True)
        return HEADER + made.read_text(encoding="utf-8")


def main() -> None:
    """Ask a node for its document and write the types."""
    with tempfile.TemporaryDirectory() as data:
        document = check_api.document(data)
    TYPES.write_text(types_of(document), encoding="utf-8")
    print(TYPES.relative_to(ROOT))


if __name__ == "__main__":
    main()
