# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What governance costs: one decision of the rules, and writing down what was processed."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import TYPE_CHECKING, Final

from baken.bench.context import Context, Size
from baken.bench.log_writing import measure_log
from baken.bench.model import Figure, Report, at_most
from baken.bench.registry import Bench, BenchError
from baken.bench.timing import percentile_ms
from baken.governance import specimen
from baken.governance.lists import Action, Layer, Purpose, Role
from baken.governance.model import ANYBODY, THE_NODE, Agreement, Principal, PrincipalKind, Question, State, Use
from baken.governance.policy.engine import PolicyEngine
from baken.governance.policy.rules import Origin, PolicyFile, shipped_files, statements
from baken.governance.policy.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

POLICIES: Final = 50
LONGEST_US: Final = 150.0
_ACTIVITIES: Final = 20
_NOW: Final = datetime(2026, 7, 18, 14, tzinfo=UTC)
_ROUNDS: Final = {Size.FULL: 20, Size.QUICK: 8, Size.TINY: 1}
_KINDS: Final = ("staff", "public", "partner", "sensor", "node")

_RULES: Final = (
    # What cities forbid beyond the rules that come with Baken: by role, by time of day, by layer, by party.
    """forbid (principal is Person, action == Action::"read", resource in Activity::"activity-{n}")
when {{ resource is Data && resource.layer == Layer::"raw-payload" }}
unless {{ principal in Role::"privacy-officer" }};""",
    """forbid (principal, action == Action::"export", resource in Activity::"activity-{n}")
when {{ context.now.toTime() >= duration("22h") || context.now.toTime() < duration("6h") }};""",
    """forbid (principal is Person, action in [Action::"read", Action::"export"], resource in Activity::"activity-{n}")
when {{ principal.party == Party::"tram" && resource is Data && resource.layer == Layer::"warnings" }};""",
)


def city_rules(count: int) -> PolicyFile:
    """Return so many rules as a city writes them, for a bench."""
    texts = (
        f'@id("own-{n}") @title("Rule {n}") @why("Council decision {n}") @change("Ask the council")\n'
        + _RULES[n % len(_RULES)].format(n=n % _ACTIVITIES)
        for n in range(count)
    )
    return PolicyFile("policies/own.cedar", "\n".join(texts), Origin.CITY)


def bench_world() -> World:
    """Return a city of twenty activities, some of which use others, with three other parties."""
    names = [f"activity-{n}" for n in range(_ACTIVITIES)]
    uses = (Use(activity=names[0], layers=(Layer.OBSERVATIONS, Layer.ESTIMATES), reason=""),)
    agreements = tuple(
        Agreement(
            id=f"{party}-{n}",
            party=party,
            activities=tuple(names[n * 5 : n * 5 + 5]),
            layers=(Layer.OBSERVATIONS, Layer.ESTIMATES, Layer.WARNINGS),
            purposes=(Purpose.CROWD_SAFETY,),
            valid_from=_NOW - timedelta(days=30),
            valid_until=_NOW + timedelta(days=30),
            reference="",
        )
        for party in ("police", "tram", "festival")
        for n in range(4)
    )
    return World.of(
        [specimen.activity(name, uses=uses if n % 4 == 1 else ()) for n, name in enumerate(names)],
        now=_NOW,
        controller=specimen.CONTROLLER.id,
        states={names[-1]: State.WITHDRAWN},
        agreements=agreements,
    )


def questions(kind: str, seed: int) -> list[Question]:
    """Return what one kind of principal asks in a day, in no order: what is allowed and what is not."""
    found = list(_questions(kind))
    random.Random(seed).shuffle(found)  # noqa: S311 - an order, not a secret
    return found


def _questions(kind: str) -> Iterator[Question]:
    for n in range(_ACTIVITIES):
        activity = f"activity-{n}"
        for principal in _principals(kind, activity):
            for action, layer, purpose in _ASKED[kind]:
                yield Question(principal=principal, action=action, activity=activity, layer=layer, purpose=purpose)


_ASKED: Final[dict[str, tuple[tuple[Action, Layer, Purpose | None], ...]]] = {
    "staff": (
        (Action.READ, Layer.OBSERVATIONS, None),
        (Action.EXPORT, Layer.ESTIMATES, None),
        (Action.READ, Layer.FORECASTS, None),
        (Action.READ, Layer.OBSERVATIONS, Purpose.STREET_CLEANING),
        (Action.CONFIGURE, Layer.OBSERVATIONS, None),
    ),
    "public": (
        (Action.READ, Layer.ESTIMATES, None),
        (Action.READ, Layer.WARNINGS, None),
        (Action.OBSERVE, Layer.OBSERVATIONS, None),
    ),
    "partner": (
        (Action.READ, Layer.WARNINGS, None),
        (Action.EXPORT, Layer.WARNINGS, None),
        (Action.READ, Layer.RESPONSES, None),
        (Action.READ, Layer.WARNINGS, Purpose.PUBLIC_ORDER),
    ),
    "sensor": ((Action.OBSERVE, Layer.OBSERVATIONS, None), (Action.READ, Layer.OBSERVATIONS, None)),
    "node": (
        (Action.READ, Layer.OBSERVATIONS, None),
        (Action.OBSERVE, Layer.ESTIMATES, None),
        (Action.DELETE, Layer.OBSERVATIONS, None),
    ),
}


def _principals(kind: str, activity: str) -> tuple[Principal, ...]:
    person, controller = PrincipalKind.PERSON, specimen.CONTROLLER.id
    if kind == "staff":
        return tuple(
            Principal(id=role, kind=person, roles=frozenset({role}), party=controller, authenticated_at=_NOW)
            for role in (Role.DUTY_OFFICER, Role.ANALYST, Role.PLANNER, Role.ADMINISTRATOR)
        )
    if kind == "partner":
        roles = frozenset({Role.PARTNER})
        return tuple(Principal(id=p, kind=person, roles=roles, party=p) for p in ("police", "tram", "festival"))
    if kind == "sensor":
        roles = frozenset({Role.SENSOR})
        return (Principal(id="k", kind=PrincipalKind.SENSOR, roles=roles, party=controller, activity=activity),)
    return (ANYBODY,) if kind == "public" else (THE_NODE,)


def _took(engine: PolicyEngine, asked: list[Question], world: World) -> list[float]:
    took = []
    for question in asked:
        start = perf_counter()
        engine.decide(question, world)
        took.append(perf_counter() - start)
    return took


def _measure(context: Context) -> Report:
    shipped = sum(1 for file in shipped_files() for _ in statements(file.text))
    rules = (*shipped_files(), city_rules(POLICIES - shipped))
    engine, world = PolicyEngine(rules), bench_world()
    if len(engine.rules) != POLICIES:
        raise BenchError(f"There are {len(engine.rules)} rules, and {POLICIES} were to be measured.")
    asked = {kind: questions(kind, context.seed) for kind in _KINDS}
    context.say("deciding")
    new = [t for kind in _KINDS for t in _took(engine, asked[kind], world)]
    took: dict[str, list[float]] = {kind: [] for kind in _KINDS}
    for _ in range(_ROUNDS[context.size]):
        for kind in _KINDS:
            took[kind] += _took(engine, asked[kind], world)
    every = [t for kind in _KINDS for t in took[kind]]
    slowest = max(_KINDS, key=lambda kind: percentile_ms(took[kind], 50))
    context.say("writing the log")
    log = measure_log(context)
    count = sum(len(one) for one in asked.values())
    figures = (
        Figure(name="decision, median", value=_us(every, 50), unit="us", note=f"{count} questions, none kept answered"),
        Figure(name="decision, p99", value=_us(every, 99), unit="us"),
        *(Figure(name=f"decision for {kind}, median", value=_us(took[kind], 50), unit="us") for kind in _KINDS),
        Figure(name="decision about what was never asked before, median", value=_us(new, 50), unit="us"),
        Figure(name="decision about what was never asked before, p99", value=_us(new, 99), unit="us"),
        Figure(name="rules", value=POLICIES, note=f"{shipped} that come with Baken, the others of a city"),
    )
    target = at_most(
        f"decision with {POLICIES} rules, median of the slowest kind",
        _us(took[slowest], 50),
        LONGEST_US,
        "us",
        note=slowest,
    )
    return Report(
        name=bench.name,
        title=bench.title,
        figures=(*figures, *log.figures),
        targets=(target, *log.targets),
        left_out=log.left_out,
    )


def _us(seconds: list[float], share: float) -> float:
    return round(percentile_ms(seconds, share) * 1000, 1)


bench = Bench("policy", "what one decision of the rules costs, and what writing the log of processing costs", _measure)
