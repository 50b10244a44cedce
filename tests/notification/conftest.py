# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A city with channels, receivers on loopback, and notifications at work on what a test puts into the outbox."""

from __future__ import annotations

import asyncio
import contextlib
import random
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.certificates import Pair, make_pair
from tests.notification.receivers import MailServer, Receiver

from baken.city.channels import Channel, ChannelKind, Channels, Told
from baken.city.load import load
from baken.governance import specimen
from baken.governance.lists import Layer, Purpose, Role
from baken.governance.model import Agreement, Principal, PrincipalKind, Recipient
from baken.observation.governed_store import Touched
from baken.service.notification.notice import Notice, NoticeArea, NoticeText
from baken.service.notification.notifications import Notifications
from baken.service.notification.outbox_tables import DeliveryState
from baken.service.notification.patience import Patience
from baken.service.sources.pace import Pace
from baken.vocabulary.time import SystemClock
from baken.warning.kinds import Cause, LimitKind
from baken.warning.model import Severity
from baken.warning.words import Certainty, Urgency

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from baken.city.model import City
    from baken.governance.governing import Governance
    from baken.governance.model import Decision, Question
    from baken.service.notification.outbox import Delivery

SQUARES = Path(__file__).parents[1] / "fixtures" / "cities" / "squares"
AT = datetime.now(UTC).replace(microsecond=0)
SENDER = "drukte.example.nl"
SOURCE = "urn:nld:oin:00000001821002193000:systeem:drukte"
OFFICER = Principal(
    id="officer", kind=PrincipalKind.PERSON, roles=frozenset({Role.DUTY_OFFICER}), party=specimen.CONTROLLER.id
)


def quick(**rest: Any) -> Patience:
    """Return a patience with which nothing waits for long; what is random is always the same."""
    pace = Pace(first_s=0.01, longest_s=0.05, failures_until_lost=3, chance=random.Random(4))
    return Patience(**({"whole_s": 5.0, "connect_s": 2.0, "look_s": 0.05, "pace": pace} | rest))


def text(language: str, headline: str) -> NoticeText:
    more = {"description": f"{headline} 2", "instruction": "Ga weg.", "doubt": "Eén meter."}
    return NoticeText(language=language, event="Drukte", headline=headline, **more)


def notice(number: int = 1, warning: str = "w", **changes: Any) -> Notice:
    """Return what there is to tell of the n-th change of a warning."""
    plain = Notice(
        id=f"{warning}.{number}",
        warning=warning,
        version=number,
        told=Told.RAISED if number == 1 else Told.GREW,
        at=AT + timedelta(seconds=number),
        cause=Cause.CROWDING,
        kinds=(LimitKind.DENSITY,),
        severity=Severity.SEVERE,
        urgency=Urgency.EXPECTED,
        certainty=Certainty.LIKELY,
        areas=(NoticeArea(id="north", name="Noordplein", ring=((4.0, 52.0), (4.1, 52.0), (4.1, 52.1), (4.0, 52.0))),),
        texts=(text("nl", "Het wordt te druk"), text("en", "It is going to be too crowded")),
        activity="counting",
        probability=0.71,
        onset=AT + timedelta(minutes=20),
        expires=AT + timedelta(hours=1),
        is_simulated=False,
    )
    return msgspec.structs.replace(plain, **changes)


def channel(kind: ChannelKind = ChannelKind.WEBHOOK, **values: Any) -> Channel:
    """Return a channel to the police that lies inside, as the receivers of tests do."""
    return Channel(**({"id": "police", "kind": kind, "party": "police", "is_internal": True} | values))


def agreement(**changes: Any) -> Agreement:
    plain = Agreement(
        id="covenant",
        party="police",
        activities=("counting",),
        layers=(Layer.WARNINGS,),
        purposes=(Purpose.CROWD_SAFETY,),
        valid_from=datetime(2020, 1, 1, tzinfo=UTC),
        valid_until=datetime(2090, 1, 1, tzinfo=UTC),
        reference="Covenant",
        may_export=True,
    )
    return msgspec.structs.replace(plain, **changes)


def governed(*agreements: Agreement) -> Governance:
    counting = specimen.activity()
    covers = msgspec.structs.replace(counting.covers, warnings=("crowding",))
    recipients = (*counting.recipients, Recipient(role=Role.DUTY_OFFICER, layers=(Layer.WARNINGS,)))
    counting = msgspec.structs.replace(counting, covers=covers, recipients=recipients)
    return specimen.governance((counting,), agreements=agreements or (agreement(),), clock=SystemClock())


@dataclass
class Bench:
    """Notifications of a city with some channels, and what was noted of them."""

    data: Path
    city: City
    governance: Governance
    tls: ssl.SSLContext | None = None
    refused: list[Question] = field(default_factory=list)
    logged: list[Touched] = field(default_factory=list)
    accounts: dict[str, Principal] = field(default_factory=lambda: {"officer": OFFICER})

    def made(self, **rest: Any) -> Notifications:
        def refuse(_who: Principal, question: Question, _decision: Decision) -> str:
            self.refused.append(question)
            return "r1"

        @contextlib.contextmanager
        def log(_name: str) -> Iterator[Touched]:
            touched = Touched()
            yield touched
            self.logged.append(touched)

        self.governance.on_refused = refuse
        return Notifications(
            self.city, self.data, self.governance, SystemClock(), log, tls=self.tls, account=self.accounts.get, **rest
        )

    @contextlib.asynccontextmanager
    async def at_work(self, patience: Patience | None = None, **rest: Any) -> AsyncIterator[Notifications]:
        found = self.made(**rest)
        found.start(patience or quick())
        try:
            yield found
        finally:
            await found.close()


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    city = msgspec.structs.replace(load(SQUARES), simulated=False)
    return Bench(tmp_path, city, governed())


def with_channels(bench: Bench, *channels: Channel, simulated: bool = False) -> Bench:
    declared = Channels(sender=SENDER, source=SOURCE, channels=channels)
    bench.city = msgspec.structs.replace(bench.city, channels=declared, simulated=simulated)
    return bench


async def until(found: Notifications, condition: Callable[[list[Delivery]], bool]) -> list[Delivery]:
    """Return the messages of the outbox, oldest first, as soon as a condition holds for them."""
    changed, loop = asyncio.Event(), asyncio.get_running_loop()
    found.outbox.on_changed = lambda: loop.call_soon_threadsafe(changed.set)
    async with asyncio.timeout(20):
        while True:
            changed.clear()
            every = sorted(
                (d for name in found.outbox.counts() for d in found.outbox.of_channel(name)), key=lambda d: d.number
            )
            if condition(every):
                return every
            await changed.wait()


async def settled(found: Notifications, count: int = 1) -> list[Delivery]:
    """Return the messages of the outbox when so many of them wait no more."""
    return await until(found, lambda every: sum(d.state is not DeliveryState.WAITING for d in every) >= count)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver().start()
    yield running
    running.stop()


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return make_pair(tmp_path)


@pytest.fixture
def trusting(pair: Pair) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(pair.certificate))


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    running = MailServer().start()
    yield running
    running.stop()
