# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hatch build hook: a wheel, a source archive or an editable install has the built front end in it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED_CITIES = "baken/cities"


class FrontEndBuildHook(BuildHookInterface):
    """Builds web/ before hatch collects the files; a wheel gets the shipped cities and a bill of materials too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatch before each build; ``version`` is "standard" or "editable"."""
        root = Path(self.root)
        sys.path.insert(0, str(root / "tools"))
        import web_build

        try:
            web_build.build(root)
        except web_build.WebBuildError as fault:
            self.app.abort(str(fault))
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"][str(root / "cities")] = SHIPPED_CITIES
            build_data["sbom_files"].append(str(self._bill_of_materials(root)))

    def _bill_of_materials(self, root: Path) -> Path:
        """Write what the wheel is made of; PEP 770 says where it stands in the wheel."""
        import sbom

        try:
            return sbom.write(Path(self.directory) / "sbom", root)
        except sbom.BillError as fault:
            self.app.abort(str(fault))
            raise
