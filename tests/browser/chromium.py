# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A browser to test with, and what the tests ask of its pictures."""

from __future__ import annotations

import base64
import os
import shutil
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SOFTWARE_WEBGL: Final = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
QUIET: Final = (
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip

COUNT_DIFFERENT_PIXELS: Final = """async ([first, second]) => {
    const pixels = async (png) => {
        const image = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
        const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, image.width, image.height).data;
    };
    const [a, b] = [await pixels(first), await pixels(second)];
    let different = 0;
    for (let i = 0; i < a.length; i += 4) {
        const distance = Math.abs(a[i] - b[i]) + Math.abs(a[i + 1] - b[i + 1]) + Math.abs(a[i + 2] - b[i + 2]);
        if (distance > 24) different += 1;
    }
    return different;
}"""

SHARE_OF_COLOUR: Final = """async ([png, colour]) => {
    const image = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let found = 0;
    for (let i = 0; i < data.length; i += 4)
        if (colour.every((value, channel) => Math.abs(data[i + channel] - value) <= 3)) found += 1;
    return (found * 4) / data.length;
}"""


def find_chromium() -> str | None:
    """Return the browser that BAKEN_CHROMIUM names or that is on PATH; ``None`` leaves it to playwright."""
    return os.environ.get("BAKEN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright: Playwright) -> Browser:
    """Start a browser without a window that draws WebGL in software, so that every machine draws the same."""
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=find_chromium(), args=[*SOFTWARE_WEBGL, *QUIET, *as_root])


def different_pixels(browser: Browser, first: bytes, second: bytes) -> int:
    """Return how many pixels of two pictures of the same size differ visibly."""
    page: Page = browser.new_page()
    try:
        pair = [base64.b64encode(picture).decode() for picture in (first, second)]
        return int(page.evaluate(COUNT_DIFFERENT_PIXELS, pair))
    finally:
        page.close()


def share_of_colour(browser: Browser, picture: bytes, colour: tuple[int, int, int]) -> float:
    """Return which share of a picture has a colour, give or take what drawing rounds."""
    page: Page = browser.new_page()
    try:
        return float(page.evaluate(SHARE_OF_COLOUR, [base64.b64encode(picture).decode(), list(colour)]))
    finally:
        page.close()
