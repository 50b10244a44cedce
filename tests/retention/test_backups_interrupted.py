# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A deletion inside a back-up that is interrupted before its inventory is renewed: it can be restored all the same."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from baken.governance.lists import Layer, Role
from baken.governance.retention.model import Store
from baken.governance.retention.proofs import read
from baken.service.backup import Backups
from baken.service.backup_check import checked
from baken.service.backup_inventory import REGISTER
from baken.vocabulary.time import to_us
from keeping import NOW, an_issue, opened, retention_of
from restoring import ACTIVITY, back_up, observe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from baken.service.opened import Opened

LONG_AGO = NOW - timedelta(days=36_600)


class PowerLossError(Exception):
    """Stands for a loss of power."""


def _crash(*_given: Any, **_named: Any) -> Any:
    raise PowerLossError


def an_old_observation(found: Opened) -> None:
    observe(found, 40, 1)


def an_old_forecast(found: Opened) -> None:
    found.forecasts.append(an_issue(to_us(LONG_AGO), activity=ACTIVITY), ())


def an_account_of_long_ago(found: Opened) -> None:
    party = found.city.parties[0].id
    found.identity.accounts.create(login="anna", name="Anna", party=party, roles={Role.ANALYST})
    with closing(sqlite3.connect(found.data / REGISTER)) as register:
        register.execute("UPDATE identity_account SET created_us = ?", [to_us(LONG_AGO)])
        register.commit()


@pytest.mark.parametrize(
    ("held", "layer"),
    [
        (an_old_observation, Layer.OBSERVATIONS),
        (an_old_forecast, Layer.FORECASTS),
        (an_account_of_long_ago, Layer.ACCOUNTS),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_back_up_of_which_the_inventory_was_not_renewed_is_whole_after_the_next_run(
    held: Callable[[Opened], None], layer: Layer, city: Path, data: Path
) -> None:
    with opened(city, data) as found:
        observe(found, 1)
        held(found)
        made = back_up(found)
        retention = retention_of(found)
        retention.backups.changed = _crash  # type: ignore[method-assign]
        with pytest.raises(PowerLossError):
            retention.run()
    with opened(city, data) as found:
        assert retention_of(found).run().faults == ()
    assert checked(Backups(data).path(made.name)).name == made.name
    stones = [proof.tombstone for proof in read(data) if proof.tombstone.store is Store.BACKUP_ROWS]
    assert [(stone.layer, stone.rows) for stone in stones] == [(layer, 1)]
