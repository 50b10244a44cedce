# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where entities arrive, and what their counts are: ``connectors/ngsi_ld.toml``; without it they are posted to us."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from baken.plugin.endpoint_settings import read_poll, read_settings
from baken.plugin.live import Content, Endpoint, Inbox, Poll
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from baken.declaration.reader import TableReader
    from baken.plugin.protocol import Settings

CONNECTOR: Final = "ngsi_ld"
TYPE: Final = "CrowdFlowObserved"
NOTIFICATIONS: Final = "notifications"
"""The endpoint to which a broker sends the notifications of a subscription."""

CONTEXT: Final = "https://raw.githubusercontent.com/smart-data-models/dataModel.Transportation/master/context.jsonld"
_LINK: Final = f'<{CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
COUNTS: Final = (Quantity.PEDESTRIAN_COUNT, Quantity.PERSONS_PRESENT)


class NgsiSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where entities arrive, and how they are understood.

    Attributes
    ----------
    people_count
        What ``peopleCount`` is; None when its time decides: over an interval who passed, at a moment who is there.
    pages, per_page
        How many pages of how many entities are asked for; no pages when nothing is fetched.
    """

    endpoints: tuple[Endpoint, ...] = (Inbox(name=NOTIFICATIONS),)
    people_count: Quantity | None = None
    pages: int = 0
    per_page: int = 100


def read_ngsi(settings: Settings) -> NgsiSettings:
    """Return what a city declared.

    Raises
    ------
    SettingsError
        With every fault and its line.
    """
    return NgsiSettings() if settings.file is None else read_settings(settings, CONNECTOR, _ngsi)


def _ngsi(top: TableReader) -> NgsiSettings | None:
    inbox, poll = top.table("inbox", required=False), top.table("poll", required=False)
    pages = top.integer("pages", required=False, low=1, high=50) or 1
    per_page = top.integer("per_page", required=False, low=1, high=1000) or 100
    people = top.choice("people_count", Quantity, required=False)
    if people is not None and people not in COUNTS:
        known = ", ".join(quantity.value for quantity in COUNTS)
        top.fault("people_count", f"peopleCount is not {people.value}.", f"Use one of: {known}.")
    endpoints: list[Endpoint] = []
    if inbox is not None:
        inbox.close()
    if inbox is not None or poll is None:
        endpoints.append(Inbox(name=NOTIFICATIONS))
    if poll is not None:
        found = read_poll(poll, name="broker", content=Content.JSON, interval_s=60)
        poll.close()
        if found is None:
            return None
        endpoints += _pages(found, poll, pages, per_page)
    return NgsiSettings(
        endpoints=tuple(endpoints), people_count=people, pages=0 if poll is None else pages, per_page=per_page
    )


def _pages(poll: Poll, table: TableReader, pages: int, per_page: int) -> list[Poll]:
    """Return one endpoint for each page of entities of a broker."""
    root = poll.url.rstrip("/")
    if "?" in root or "#" in root:
        table.fault("url", "url is the root of the broker.", "Write https://host/ngsi-ld/v1, without a query.")
    headers = {"Accept": "application/json", "Link": _LINK} | poll.headers
    return [
        msgspec.structs.replace(
            poll,
            name=f"page-{i + 1}",
            url=f"{root}/entities?type={TYPE}&limit={per_page}&offset={i * per_page}",
            headers=headers,
        )
        for i in range(pages)
    ]
