# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Secrets of sources: never in a city folder, which others may read, but in files of the machine.

Where a setting says ``${secret:knmi-key}``, the first line of the file ``knmi-key`` is put in its place at the moment
of fetching: from the folder that ``BAKEN_SECRETS`` names, or else from ``secrets`` in the data folder; or, where there
is no such file, from the environment variable ``BAKEN_SECRET_KNMI_KEY``.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from baken.service.sources.said import UnusableSourceError

_PLACEHOLDER: Final = re.compile(r"\$\{secret:([a-z0-9][a-z0-9._-]{0,99})\}")
_LARGEST: Final = 10_000


class Secrets:
    """The files with secrets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, data: Path) -> Secrets:
        """Return the secrets of a node with this data folder."""
        named = os.environ.get("BAKEN_SECRETS")
        return cls(Path(named) if named else data / "secrets")

    def fill(self, text: str) -> str:
        """Return a setting with its secrets in it.

        Raises
        ------
        UnusableSourceError
            When one is not there; the message names it and where it should be.
        """
        return _PLACEHOLDER.sub(lambda found: self._read(found[1]), text)

    def _read(self, name: str) -> str:
        file = self.folder / name
        variable = "BAKEN_SECRET_" + re.sub(r"[^A-Z0-9]", "_", name.upper())
        try:
            value = os.environ.get(variable, "") if not file.exists() else _first_line(file)
            if not value and not file.exists():
                raise FileNotFoundError
        except (OSError, UnicodeDecodeError) as error:
            raise UnusableSourceError(
                f"The secret {name!r} cannot be read.",
                f"Het geheim {name!r} kan niet worden gelezen.",
                remedy=f"Write it to {file}, readable for the node only, or set {variable}.",
            ) from error
        if not value or not value.isprintable():
            raise UnusableSourceError(
                f"The secret {name!r} is empty or no plain text.",
                f"Het geheim {name!r} is leeg of geen gewone tekst.",
                remedy=f"Write it to the first line of {file}.",
            )
        return value


def _first_line(file: Path) -> str:
    with file.open("rb") as opened:
        return opened.read(_LARGEST).decode().partition("\n")[0].strip()
