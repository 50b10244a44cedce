# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was decided after a back-up was made, and holds for what comes back from it.

A back-up knows nothing of what came later: who left, which key was revoked, which activity was stopped. The logs of the
node are in no back-up and still tell, so it is done again before anybody can use what is restored. Where a log cannot
tell how something stands now (new roles, another password) nobody comes in with how it was.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import msgspec

from baken.governance.log.reading import LogQuery, oldest
from baken.governance.log.security_log import SecurityEvent, SecurityEventKind, security_folder
from baken.governance.model import PrincipalKind
from baken.identity.accounts import AccountError
from baken.identity.errors import UnknownError
from baken.identity.model import AccountStatus
from baken.identity.security_events import tell
from baken.observation.authenticity.keys import SigningKeyError, SigningKeys
from baken.response.execution import by_hand
from baken.response.outbox import moved
from baken.response.transitions import CommandState
from baken.service.notification.outbox import Outbox
from baken.service.places import register_url
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from baken.governance.log.reading import Record
    from baken.governance.model import Principal
    from baken.response.book import Book
    from baken.response.model import ResponseEvent
    from baken.service.opened import Opened

_CHANGED: Final = frozenset(
    {
        SecurityEventKind.ROLES_CHANGED,
        SecurityEventKind.ACCOUNT_CHANGED,
        SecurityEventKind.SECOND_FACTOR_CHANGED,
    }
)
_KEY_ENDED: Final = frozenset({SecurityEventKind.KEY_REVOKED, SecurityEventKind.KEY_ROTATED})
_ACTIVITY: Final = frozenset({SecurityEventKind.ACTIVITY_WITHDRAWN, SecurityEventKind.ACTIVITY_REINSTATED})
_NOT_ENDED: Final = frozenset({CommandState.DUE, CommandState.SENDING, CommandState.SENT})
_WHY: Final = "A back-up was restored that does not know of it."
_LOOK: Final = (
    "Look what {name} shows, and set it right: a restored back-up cannot tell whether it was set to {preset!r}. {how}",
    "Kijk wat {name} toont en zet dat goed: een teruggezette kopie weet niet of hij op {preset!r} is gezet. {how}",
)


@dataclass(slots=True)
class Since:
    """What the security log tells of the time after a moment.

    Attributes
    ----------
    reaches_back
        Whether the log goes back to that moment; otherwise it cannot tell all.
    removed, changed
        Pseudonyms of accounts.
    ended_keys
        Ids of keys that were revoked, or replaced by new ones.
    withdrawn
        Activities of which something was decided, and whether the last decision was that they stop.
    """

    reaches_back: bool = False
    removed: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    ended_keys: set[str] = field(default_factory=set)
    withdrawn: dict[str, bool] = field(default_factory=dict)

    def take(self, record: Record) -> None:
        """Take in one record of the log."""
        kind = record.get("event", "")
        who = record.get("account") or record.get("principal", "")
        if kind == SecurityEventKind.ACCOUNT_REMOVED:
            self.removed.add(who)
        elif kind in _CHANGED:
            self.changed.add(who)
        elif kind in _KEY_ENDED and record.get("about"):
            self.ended_keys.add(record["about"])
        elif kind in _ACTIVITY:
            self.withdrawn[record.get("activity", "")] = kind == SecurityEventKind.ACTIVITY_WITHDRAWN


class SaidAgain(msgspec.Struct, frozen=True, kw_only=True):
    """What was done again to what came back.

    Attributes
    ----------
    logs_reach_back
        Whether the logs in the data folder go back to the making of the back-up; otherwise nobody can tell what was
        decided since.
    accounts_disabled
        Sign-in names of accounts that were changed since: how they were does not let them in.
    messages_kept_back, commands_by_hand
        Waited in the back-up and may have been sent before, so they are not sent again.
    """

    logs_reach_back: bool = True
    accounts_removed: int = 0
    accounts_disabled: tuple[str, ...] = ()
    keys_revoked: tuple[str, ...] = ()
    activities_withdrawn: tuple[str, ...] = ()
    messages_kept_back: int = 0
    commands_by_hand: int = 0


def told_since(data: Path, moment: datetime) -> Since:
    """Return what the security log of a data folder tells of the time after a moment."""
    folder, start = security_folder(data), to_us(moment) // 1000
    first = next(oldest(folder, LogQuery()), None)
    found = Since(reaches_back=first is not None and int(first.get("at", 0)) <= start)
    for record in oldest(folder, LogQuery(start=start)):
        found.take(record)
    return found


def say_again(opened: Opened, since: Since, *, by: Principal, now: datetime) -> SaidAgain:
    """Let what was decided after a back-up hold for what came back from it.

    Everybody signs in again. Messages that waited are not sent, and commands that were under way are handed to people:
    both may have arrived long ago.
    """
    opened.identity.sessions.end_everybodys()
    removed, disabled = _accounts(opened, since, by)
    return SaidAgain(
        logs_reach_back=since.reaches_back,
        accounts_removed=removed,
        accounts_disabled=disabled,
        keys_revoked=_keys(opened, since, by, now),
        activities_withdrawn=_activities(opened, since, by),
        messages_kept_back=_messages(opened),
        commands_by_hand=_commands(opened, now),
    )


def _accounts(opened: Opened, since: Since, by: Principal) -> tuple[int, tuple[str, ...]]:
    accounts, removed, disabled = opened.identity.accounts, 0, []
    for account in accounts.all():
        name = opened.security_log.pseudonyms.of_id(PrincipalKind.PERSON, account.id)
        with contextlib.suppress(AccountError, UnknownError):  # the last administrator stays, to set things right
            if name in since.removed:
                accounts.remove(account.id)
                removed += 1
                tell(opened.identity.events, SecurityEventKind.ACCOUNT_REMOVED, _WHY, by=by, account=account.id)
            elif name in since.changed and account.status is AccountStatus.ACTIVE:
                accounts.change(account.id, status=AccountStatus.DISABLED)
                disabled.append(account.login)
                tell(opened.identity.events, SecurityEventKind.ACCOUNT_CHANGED, _WHY, by=by, account=account.id)
    return removed, tuple(disabled)


def _keys(opened: Opened, since: Since, by: Principal, now: datetime) -> tuple[str, ...]:
    revoked = []
    with contextlib.closing(SigningKeys(register_url(opened.data))) as signing:
        for key in sorted(since.ended_keys):
            with contextlib.suppress(UnknownError):
                if opened.identity.keys.get(key).revoked_at is None:
                    opened.identity.keys.revoke(key)
                    revoked.append(key)
            with contextlib.suppress(SigningKeyError):
                known = signing.find(key)
                if known is not None and known.revoked_at is None:
                    signing.revoke(key, at=now, by=by.id)
                    revoked.append(key)
    for key in revoked:
        tell(opened.security_log, SecurityEventKind.KEY_REVOKED, _WHY, by=by, about=key)
    return tuple(revoked)


def _activities(opened: Opened, since: Since, by: Principal) -> tuple[str, ...]:
    stopped = []
    for activity in sorted(name for name, is_withdrawn in since.withdrawn.items() if is_withdrawn):
        if activity in opened.governance.activities.ids and opened.governance.standing(activity).is_active:
            opened.governance.withdraw(activity, by=by.id, because=_WHY)
            kind = SecurityEventKind.ACTIVITY_WITHDRAWN
            opened.security_log.write(SecurityEvent(kind=kind, principal=by, activity=activity, because=_WHY))
            stopped.append(activity)
    return tuple(stopped)


def _messages(opened: Opened) -> int:
    with contextlib.closing(Outbox(register_url(opened.data))) as outbox:
        return outbox.keep_back(
            "It waited in a back-up that was restored, and may have been sent before.",
            "Het stond klaar in een teruggezette reservekopie en is misschien al verstuurd.",
        )


def _commands(opened: Opened, now: datetime) -> int:
    from baken.service.response.responding import new_id

    handed: list[str] = []

    def deed(book: Book) -> tuple[ResponseEvent, ...]:
        events: list[ResponseEvent] = []
        for command in book.commands.values():
            if command.state in _NOT_ENDED:
                events.append(moved(command, CommandState.BY_HAND, to_us(now), _WHY))
                events.append(by_hand(book, command, opened.city.reach, to_us(now), new_id, asked=_LOOK))
                handed.append(command.key)
        return tuple(events)

    activity = opened.governance.coverage.of_responses
    if opened.responses.read().commands and activity is not None:
        opened.responses.write(deed, activity=activity, written_us=to_us(now))
    return len(handed)
