# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Take the picture of the public page that the README shows: on a telephone, before the fireworks, top and map."""

from __future__ import annotations

import base64
import json
import os
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from running_server import running_server

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "images" / "public-page.png"
BEGIN = "2026-08-14T22:32"  # local time: the fireworks have just ended, and what was published is ten minutes older
WIDTH, HEIGHT, GAP = 390, 1180, 20
PATIENCE_S = 600


def main() -> None:
    """Serve, wait until something is foreseen, take the picture of the page and put the map beside it."""
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(sys.executable).with_name("node")))
    browser_path = os.environ.get("BAKEN_CHROMIUM") or (ROOT / ".tools" / "browser").read_text(encoding="utf-8").strip()
    program = str(Path(sys.executable).parent / "baken")
    baken = [program, "replay", "cities/scheveningen", "--from", BEGIN, "--speed", "5", "--port", "0", "--unlimited"]
    with (
        tempfile.TemporaryDirectory() as data,
        running_server([*baken, "--data", data], cwd=ROOT, environment=dict(os.environ)) as address,
        sync_playwright() as playwright,
    ):
        wait_for_the_forecast(address)
        as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=browser_path, args=as_root)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=2, locale="nl-NL")
        page.goto(f"{address}/druk?theme=light")
        page.get_by_test_id("answer").wait_for()
        views = [page.screenshot()]
        page.get_by_test_id("map").scroll_into_view_if_needed()
        page.wait_for_selector("html[data-map-ready=true]")
        page.get_by_test_id("map").evaluate("(map) => map.scrollIntoView({ block: 'start', behavior: 'instant' })")
        page.wait_for_timeout(500)
        views.append(page.screenshot())
        side_by_side(browser, views).screenshot(path=TARGET)
        browser.close()
    print(TARGET.relative_to(ROOT))


def side_by_side(browser: Browser, views: list[bytes]) -> Page:
    """Return a page that shows pictures of a telephone beside each other."""
    page = browser.new_page(viewport={"width": len(views) * (WIDTH + GAP) + GAP, "height": HEIGHT + 2 * GAP})
    pictures = "".join(f'<img src="data:image/png;base64,{base64.b64encode(view).decode()}">' for view in views)
    style = (
        f"body{{margin:{GAP}px;display:flex;gap:{GAP}px;background:#dfe5ec}}"
        f"img{{width:{WIDTH}px;height:{HEIGHT}px;border-radius:22px;box-shadow:0 2px 14px rgb(19 33 51/25%)}}"
    )
    page.set_content(f"<style>{style}</style>{pictures}")
    return page


def wait_for_the_forecast(address: str) -> None:
    """Wait until an edition with a forecast is published."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with urllib.request.urlopen(f"{address}/api/v1/public/busyness") as answer:
            if json.load(answer)["forecastIssuedAt"]:
                return
        time.sleep(1)
    sys.exit("No forecast was published.")


if __name__ == "__main__":
    main()
