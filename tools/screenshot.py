# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Take the picture of the operator screen that the README shows: the fireworks, in a real browser, on a real replay."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from running_server import running_server

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "images" / "operator-fireworks.png"
LIVELY_MOMENT = "2026-08-14T20:10:00Z"  # ten past ten in Scheveningen, five minutes before the fireworks
WIDTH, HEIGHT = 1600, 900
PATIENCE_MS = 120_000
ORIGIN = "[data-testid=origin]"  # where the chosen number comes from
BARS = "[data-testid=time-bar] svg rect[stroke]"  # the past of the day
SOFTWARE_WEBGL = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist")


def main() -> None:
    """Serve, let the replay stand still at a lively moment, wait for the map, take the picture."""
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(sys.executable).with_name("node")))
    browser_path = os.environ.get("BAKEN_CHROMIUM") or (ROOT / ".tools" / "browser").read_text(encoding="utf-8").strip()
    baken = [str(Path(sys.executable).parent / "baken"), "demo", "scheveningen", "--no-browser", "--port", "0"]
    with (
        tempfile.TemporaryDirectory() as data,
        running_server(baken, cwd=ROOT, environment=os.environ | {"BAKEN_DATA": data}) as address,
        sync_playwright() as playwright,
    ):
        stand_still(address)
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=[*SOFTWARE_WEBGL, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1)
        page.goto(f"{address}/?map=3d&lang=en")
        wait_for_the_map(page)
        TARGET.parent.mkdir(exist_ok=True)
        page.screenshot(path=TARGET)
        browser.close()
    print(TARGET.relative_to(ROOT))


def stand_still(address: str, moment: str = LIVELY_MOMENT) -> None:
    """Seek the replay to a moment and pause it."""
    wish = json.dumps({"now": moment, "paused": True}).encode()
    request = urllib.request.Request(
        f"{address}/api/v1/replay", data=wish, method="PATCH", headers={"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request).close()


def wait_for_the_map(page: Page) -> None:
    """Wait until the screen says that the picture is drawn, and everything that it asked for has come."""
    page.wait_for_selector("html[data-map-ready=true]", timeout=PATIENCE_MS)
    page.wait_for_load_state("networkidle", timeout=PATIENCE_MS)
    for late in (ORIGIN, BARS):
        page.wait_for_selector(late, state="attached", timeout=PATIENCE_MS)
    page.locator("canvas").first.screenshot()  # one more frame: names that came with the last letters


if __name__ == "__main__":
    main()
