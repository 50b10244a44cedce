# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Write the bill of materials (CycloneDX 1.6) of a wheel: what it needs in Python, and what its screens are made of.

It is read from what fixes the versions, ``uv.lock`` and ``web/package-lock.json``, so that it needs neither network nor
an environment, and the same sources give the same bill. ``uv.lock`` does not tell licences; those stand in
``tools/licences.toml``, which a test holds against what the packages themselves say.
"""

from __future__ import annotations

import base64
import json
import sys
import tomllib
import uuid
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

ROOT: Final = Path(__file__).resolve().parent.parent
NAME: Final = "sbom.cdx.json"
LICENCES: Final = Path("tools") / "licences.toml"
BUNDLE: Final = "front-end"

_NPM_NEEDS: Final = ("dependencies", "optionalDependencies", "peerDependencies")

Json = dict[str, Any]


class BillError(Exception):
    """A bill that cannot be written; the message says what is missing."""


def bill_of_materials(root: Path = ROOT) -> Json:
    """Return the bill of the sources in a folder.

    Raises
    ------
    BillError
        When the licence of a package is not known.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, version = project["name"], project["version"]
    own = {
        "type": "application",
        "bom-ref": f"pkg:pypi/{name}@{version}",
        "name": name,
        "version": version,
        "description": project["description"],
        "licenses": _licences(project["license"]),
        "purl": f"pkg:pypi/{name}@{version}",
    }
    python, needs = python_parts(root, name)
    screens, uses = front_end_parts(root)
    bundle = {"type": "library", "bom-ref": BUNDLE, "name": f"{name}-{BUNDLE}", "version": version}
    bundle["licenses"] = own["licenses"]
    top = {"ref": own["bom-ref"], "dependsOn": sorted([*needs.pop(""), BUNDLE])}
    graph = [top, *({"ref": ref, "dependsOn": sorted(on)} for ref, on in sorted({**needs, **uses}.items()))]
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own, "tools": {"components": [{"type": "application", "name": "tools/sbom.py"}]}},
        "components": [bundle, *python, *screens],
        "dependencies": graph,
    }
    # Not random: the same sources have the same number.
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(bill, sort_keys=True))
    return {**bill, "serialNumber": number.urn}


def python_parts(root: Path, name: str) -> tuple[list[Json], dict[str, list[str]]]:
    """Return the packages that a running node needs, and who needs whom; the project itself is ``""``."""
    locked = tomllib.loads((root / "uv.lock").read_text(encoding="utf-8"))["package"]
    packages = {package["name"]: package for package in locked}
    licences = tomllib.loads((root / LICENCES).read_text(encoding="utf-8"))["python"]
    own = packages[name]
    optional = [one for extra in own.get("optional-dependencies", {}).values() for one in extra]
    required = _reached(packages, own.get("dependencies", []))
    everything = _reached(packages, [*own.get("dependencies", []), *optional])
    unknown = sorted(set(everything) - set(licences))
    if unknown:
        message = f"The licence of {', '.join(unknown)} is not known: add it to {LICENCES}."
        raise BillError(message)
    parts = [
        _python_part(packages[one], licences[one], "required" if one in required else "optional") for one in everything
    ]
    needs = {_pypi(packages[one]): _refs(packages, packages[one].get("dependencies", [])) for one in everything}
    needs[""] = _refs(packages, [*own.get("dependencies", []), *optional])
    return parts, needs


def front_end_parts(root: Path) -> tuple[list[Json], dict[str, list[str]]]:
    """Return the packages that are built into the screens, and who uses whom."""
    lock = json.loads((root / "web" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    shipped = {path: package for path, package in lock.items() if path and not package.get("dev")}
    parts, uses = {}, {BUNDLE: [_npm(f"node_modules/{one}", shipped) for one in lock[""].get("dependencies", {})]}
    for path, package in sorted(shipped.items()):
        reference = _npm(path, shipped)
        parts[reference] = {
            "type": "library",
            "bom-ref": reference,
            "name": _npm_name(path),
            "version": package["version"],
            "scope": "required",
            "licenses": _licences(package["license"]),
            "purl": reference,
            "hashes": [_npm_hash(package["integrity"])],
        }
        wanted = [one for kind in _NPM_NEEDS for one in package.get(kind, {})]
        found = {place for one in wanted if (place := _found(path, one, shipped)) is not None}
        uses[reference] = [_npm(place, shipped) for place in sorted(found)]
    return list(parts.values()), uses


def _reached(packages: dict[str, Json], needed: list[Json]) -> list[str]:
    """Return the names of everything that is needed, whatever the system; in order."""
    seen: set[str] = set()
    waiting = [one["name"] for one in needed]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += [one["name"] for one in packages[name].get("dependencies", [])]
    return sorted(seen)


def _refs(packages: dict[str, Json], needed: list[Json]) -> list[str]:
    return sorted({_pypi(packages[one["name"]]) for one in needed})


def _python_part(package: Json, licence: str, scope: str) -> Json:
    part = {
        "type": "library",
        "bom-ref": _pypi(package),
        "name": package["name"],
        "version": package["version"],
        "scope": scope,
        "licenses": _licences(licence),
        "purl": _pypi(package),
    }
    files = [*([package["sdist"]] if "sdist" in package else []), *package.get("wheels", [])][:1]
    part["externalReferences"] = [
        {
            "type": "distribution",
            "url": file["url"],
            "hashes": [{"alg": "SHA-256", "content": file["hash"].removeprefix("sha256:")}],
        }
        for file in files
        if "url" in file
    ]
    return part


def _licences(text: str) -> list[Json]:
    """Return a licence as SPDX id, or as expression when it is more than one."""
    plain = text.strip().removeprefix("(").removesuffix(")")
    return [{"expression": plain}] if " " in plain else [{"license": {"id": plain}}]


def _pypi(package: Json) -> str:
    return f"pkg:pypi/{package['name']}@{package['version']}"


def _npm_name(path: str) -> str:
    return path.rpartition("node_modules/")[2]


def _npm(path: str, lock: dict[str, Json]) -> str:
    return f"pkg:npm/{quote(_npm_name(path), safe='/')}@{lock[path]['version']}"


def _npm_hash(integrity: str) -> Json:
    algorithm, _, digest = integrity.partition("-")
    return {"alg": algorithm.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}


def _found(path: str, name: str, lock: dict[str, Json]) -> str | None:
    """Return where Node.js finds a package that another one asks for: beside it, or in a folder further up."""
    while True:
        here = f"{path}/node_modules/{name}" if path else f"node_modules/{name}"
        if here in lock:
            return here
        if not path:
            return None
        path = path.rpartition("node_modules/")[0].rstrip("/")


def write(folder: Path, root: Path = ROOT) -> Path:
    """Write the bill into a folder and return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / NAME
    file.write_text(json.dumps(bill_of_materials(root), indent=1) + "\n", encoding="utf-8")
    return file


if __name__ == "__main__":
    try:
        print(write(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"))
    except BillError as fault:
        sys.exit(str(fault))
