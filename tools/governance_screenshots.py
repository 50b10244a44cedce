# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Take the pictures of the governance screens that docs/0-governance shows, and of a withdrawn activity.

All of them, or those that are named: ``python tools/governance_screenshots.py operator-stopped``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from baken.city.load import load
from baken.governance.lists import Role
from baken.identity.model import SessionStage
from baken.service.identity import opened_identity
from running_server import running_server
from screenshot import ROOT, SOFTWARE_WEBGL, stand_still

IMAGES = ROOT / "docs" / "images"
CITY = ROOT / "cities" / "auckland"
MOMENT = "2025-12-12T05:30:00Z"  # half past six on a Friday evening before Christmas
ACTIVITY = "open-pedestrian-counts"
BECAUSE = "The council decided so on Thursday."
PATIENCE_MS = 120_000
WIDE, TELEPHONE = (1280, 800), (390, 844)


def main() -> None:
    """Serve, sign in as somebody who looks after the service, and take one picture after the other."""
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(sys.executable).with_name("node")))
    chromium = os.environ.get("BAKEN_CHROMIUM") or (ROOT / ".tools" / "browser").read_text(encoding="utf-8").strip()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        data = Path(folder) / "data"
        words = ["replay", str(CITY), "--speed", "1", "--port", "0", "--data", str(data)]
        baken = [str(Path(sys.executable).parent / "baken"), *words]
        with running_server(baken, cwd=ROOT, environment=os.environ) as found:
            address = found.replace("127.0.0.1", "localhost")
            stand_still(address, MOMENT)
            arguments = [*SOFTWARE_WEBGL, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
            browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
            take_all(browser, address, session_of_an_officer(data))
            browser.close()


class NobodyListens:
    """Takes the security events of making an account, which nobody needs."""

    def write(self, event: object) -> str:
        """Forget an event."""
        return "" if event is None else "PICTURE"


def session_of_an_officer(data: Path) -> str:
    """Put an account and a session into the data folder; returns the value of its cookie."""
    parties = load(CITY).parties
    with opened_identity(data, parties, NobodyListens(), city_folder=CITY) as identity:
        party = next(party.id for party in parties if party.is_controller)
        roles = {Role.PRIVACY_OFFICER, Role.ADMINISTRATOR}
        account = identity.accounts.create(login="mara", name="Mara de Vries", roles=roles, party=party)
        identity.accounts.set_password_hash(account.id, "no password has this hash")
        return identity.sessions.begin(account, SessionStage.COMPLETE, method="passkey")


def take_all(browser: Browser, address: str, cookie: str) -> None:
    """Take every picture; the withdrawal, and what it left in the log, come last."""
    anybody, telephone = opened(browser, address), opened(browser, address, size=TELEPHONE)
    officer = opened(browser, address, cookie=cookie)
    take(anybody, f"{address}/sign-in?lang=en&theme=light", "sign-in")
    take(telephone, f"{address}/measures-here?lang=nl&theme=light", "measures-here-telephone")
    take(anybody, f"{address}/measures-here?lang=en&theme=light", "measures-here", "html[data-map-ready=true]")
    question = f"role=planner&activity={ACTIVITY}&layer=observations&action=read&purpose=street-cleaning"
    take(officer, f"{address}/governance/may?{question}&lang=en&theme=light", "governance-may", "[data-testid=answer]")
    take(officer, f"{address}/governance/drafts/{ACTIVITY}/dpia?lang=nl&theme=light", "governance-draft")
    operator = opened(browser, address, size=(1600, 900))
    operator.goto(f"{address}/?map=3d&lang=en")
    operator.wait_for_selector("html[data-map-ready=true]")
    officer.goto(f"{address}/governance/activities/{ACTIVITY}?lang=en&theme=light")
    officer.get_by_role("button", name="Stop this activity").click()
    officer.get_by_label("Why").fill(BECAUSE)
    officer.get_by_role("button", name="Stop now").click()
    officer.wait_for_selector("[data-testid=stopped]")
    save(officer, "governance-activity")
    operator.wait_for_selector("[data-testid=stopped-activity]")
    save(operator, "operator-stopped")
    register = f"{address}/measures-here?lang=en&theme=light"
    take(anybody, register, "measures-here-stopped", "html[data-map-ready=true]")
    officer.get_by_role("button", name="Resume this activity").click()
    officer.get_by_role("button", name="Resume now").click()
    officer.wait_for_selector("[data-testid=changed]")
    take(officer, f"{address}/governance/security-log?lang=en&theme=dark", "governance-security-log", "tbody tr")


def opened(browser: Browser, address: str, *, size: tuple[int, int] = WIDE, cookie: str = "") -> Page:
    """Return a page of a browser of its own, with somebody's session or nobody's."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-GB")
    if cookie:
        context.add_cookies([{"name": "baken", "value": cookie, "url": address, "httpOnly": True}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    return page


def take(page: Page, address: str, name: str, ready: str = "h1") -> None:
    """Open an address, wait until it is drawn, and keep the picture."""
    page.goto(address)
    page.wait_for_selector(ready)
    page.wait_for_load_state("networkidle")
    save(page, name)


def save(page: Page, name: str) -> None:
    """Keep a picture of what is in the window; when pictures are named on the command line, only those."""
    if sys.argv[1:] and name not in sys.argv[1:]:
        return
    target = IMAGES / f"{name}.png"
    page.screenshot(path=target, animations="disabled")
    print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
