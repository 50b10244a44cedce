# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Accounts that nobody used for long: found and removed, in the register of a node or in a copy of it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from baken.identity.accounts import AccountError, Accounts
from baken.identity.errors import UnknownError
from baken.identity.tables import ACCOUNT, Tables
from baken.vocabulary.time import SystemClock, to_us

if TYPE_CHECKING:
    from datetime import datetime


def unused_since(tables: Tables, moment: datetime) -> tuple[str, ...]:
    """Return the ids of accounts that nobody signed in with since a moment; one never used counts from its making."""
    used_us = func.coalesce(ACCOUNT.c.last_used_us, ACCOUNT.c.created_us)
    query = select(ACCOUNT.c.id).where(used_us < to_us(moment)).order_by(ACCOUNT.c.id)
    with tables.reading() as connection:
        return tuple(row.id for row in connection.execute(query))


def remove_unused(accounts: Accounts, tables: Tables, moment: datetime) -> tuple[str, ...]:
    """Remove those accounts with everything of them; return which went. The last administrator stays."""
    removed = []
    for account in unused_since(tables, moment):
        with contextlib.suppress(AccountError, UnknownError):
            accounts.remove(account)
            removed.append(account)
    return tuple(removed)


def remove_unused_from_copy(url: str, moment: datetime) -> int:
    """Remove them from a copy of a register that nothing else has open; return how many went."""
    tables = Tables(url)
    try:
        return len(remove_unused(Accounts(tables, SystemClock(), controller=""), tables, moment))
    finally:
        tables.close()
