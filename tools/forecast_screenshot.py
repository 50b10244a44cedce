# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Take the picture of a chosen area with what is foreseen of it, which docs/3-forecast/planning.md shows."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import FloatRect, expect, sync_playwright

from running_server import running_server
from screenshot import ROOT

TARGET = ROOT / "docs" / "images" / "forecast-area.png"
BEGIN = "2025-12-12T12:00"  # a Friday noon before Christmas in Auckland
AREA = "Queen Street 45, west side"
WIDTH, HEIGHT, SCALE, GAP = 1920, 1700, 1.6, 20
PATIENCE_MS = 120_000


def main() -> None:
    """Serve, wait until something is foreseen, choose a street, and take the picture of it."""
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(sys.executable).with_name("node")))
    browser_path = os.environ.get("BAKEN_CHROMIUM") or (ROOT / ".tools" / "browser").read_text(encoding="utf-8").strip()
    program = str(Path(sys.executable).parent / "baken")
    baken = [program, "replay", "cities/auckland", "--from", BEGIN, "--speed", "1", "--port", "0"]
    with (
        tempfile.TemporaryDirectory() as data,
        running_server([*baken, "--data", data], cwd=ROOT, environment=dict(os.environ)) as address,
        sync_playwright() as playwright,
    ):
        as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=browser_path, args=as_root)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=SCALE)
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{address}/?map=off&lang=en")
        page.get_by_role("button", name=AREA).first.click()
        page.get_by_role("radio", name="7 days").check(force=True)
        expect(page.get_by_test_id("fan")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_test_id("forecast-by")).to_contain_text(re.compile("Forecast of"), timeout=PATIENCE_MS)
        page.wait_for_load_state("networkidle")
        panel = page.get_by_test_id("area-panel").bounding_box()
        after = page.get_by_role("heading", name="State of the data").bounding_box()
        if panel is None or after is None:
            sys.exit("The chosen area is not on the screen.")
        height = after["y"] - panel["y"] - GAP
        shown = FloatRect(x=panel["x"], y=panel["y"], width=panel["width"], height=height)
        page.screenshot(path=TARGET, clip=shown, animations="disabled")
        browser.close()
    print(TARGET.relative_to(ROOT))


if __name__ == "__main__":
    main()
