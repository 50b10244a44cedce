# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Notifications as part of a node, and beside one that runs: for the command line."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NoReturn

from baken.governance.log.errors import LogError
from baken.identity.errors import UnknownError
from baken.identity.model import AccountStatus
from baken.identity.sign_in import acting
from baken.service.background_log import BackgroundLog
from baken.service.governing import governance_of
from baken.service.notification.notifications import Notifications
from baken.service.places import make_data_folder, register_url
from baken.vocabulary.time import SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from baken.governance.model import Principal
    from baken.identity.identity import Identity
    from baken.service.opened import Opened
    from baken.vocabulary.time import Clock


def notifications_of(opened: Opened, clock: Clock, *, is_replay: bool) -> Notifications:
    """Return the channels of a node."""
    background = BackgroundLog(opened.processing_log, opened.governance)
    return Notifications(
        opened.city,
        opened.data,
        opened.governance,
        clock,
        background.processing,
        is_replay=is_replay,
        account=account_in(opened.identity),
    )


def account_in(identity: Identity) -> Callable[[str], Principal | None]:
    """Return what gives who somebody with an account is now; None when it is gone, disabled or never used."""

    def find(account: str) -> Principal | None:
        try:
            found = identity.accounts.get(account)
        except UnknownError:
            return None
        return acting(found) if found.status is AccountStatus.ACTIVE else None

    return find


@contextlib.contextmanager
def notifications_of_stopped(folder: Path, data: Path) -> Iterator[Notifications]:
    """Open the channels of a city that no node serves now, for a block.

    Raises
    ------
    CityError
        When the city has faults.
    LogError
        When a node serves it: what goes out has to stand in the log, and that is the node's.
    """
    from baken.city.load import load
    from baken.plugin.registry import ConnectorRegistry
    from baken.service.account_log import AccountLog
    from baken.service.identity import opened_identity
    from baken.service.logs import opened_logs
    from baken.service.opened import refusals_into

    city, clock = load(folder, ConnectorRegistry()), SystemClock()
    make_data_folder(data)
    with contextlib.ExitStack() as stack:
        logs = stack.enter_context(opened_logs(data))
        governance = stack.enter_context(
            governance_of(city, register_url(data), on_refused=refusals_into(logs.security))
        )
        accounts = AccountLog(logs.security, logs.processing, governance)
        identity = stack.enter_context(opened_identity(data, city.parties, accounts, city_folder=folder))
        background = BackgroundLog(logs.processing, governance)
        found = Notifications(city, data, governance, clock, background.processing, account=account_in(identity))
        stack.callback(found.outbox.close)
        stack.callback(found.subscriptions.close)
        yield found


@contextlib.contextmanager
def outbox_beside(folder: Path, data: Path) -> Iterator[Notifications]:
    """Open the outbox of a city for a block, also while a node serves it; nothing is sent from here.

    Raises
    ------
    CityError
        When the city has faults.
    """
    from baken.city.load import load
    from baken.plugin.registry import ConnectorRegistry

    city = load(folder, ConnectorRegistry())
    make_data_folder(data)
    with governance_of(city, register_url(data)) as governance:
        found = Notifications(city, data, governance, SystemClock(), _not_here)
        try:
            yield found
        finally:
            found.outbox.close()
            found.subscriptions.close()


def _not_here(_name: str) -> NoReturn:
    raise LogError("Only the node that serves this city sends.")
