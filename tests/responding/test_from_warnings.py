# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A node proposes from warnings only what it may use, once, and lets go when the warning is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.responding.conftest import responding_city

from baken.city.check import check
from baken.governance.log.processing_log import processing_folder
from baken.governance.log.reading import LogQuery, oldest
from baken.response.specimen import evidence
from baken.response.transitions import ResponseState
from baken.service.node import live_node
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from pathlib import Path

COUNTING = "activities/square-counting.toml"


async def test_a_warning_brings_up_its_playbooks_once_and_it_is_written_down(tmp_path: Path) -> None:
    city = responding_city(tmp_path)
    async with live_node(city, tmp_path / "data") as node:
        found = evidence(at_us=to_us(node.clock.now()))
        for _ in range(3):
            node.responding.warned(found)
        proposals = node.responding.read().open_proposals()
        assert {one.playbook.id for one in proposals} == {"to-north", "to-south"}
        assert node.responding.revision == 2
        node.responding.closed("w1", "The warning is over.")
        states = {one.state for one in node.responding.read().responses.values()}
        assert states == {ResponseState.EXPIRED}
    names = [record["name"] for record in oldest(processing_folder(tmp_path / "data"), LogQuery())]
    assert names.count("propose responses") >= 1


async def test_nothing_is_proposed_while_the_activity_is_stopped(tmp_path: Path) -> None:
    city = responding_city(tmp_path)
    async with live_node(city, tmp_path / "data") as node:
        node.governance.withdraw("square-counting", by="test", because="A test.")
        assert not node.responding.is_declared
        node.responding.warned(evidence(at_us=to_us(node.clock.now())))
        assert not node.responding.read().responses


def test_a_city_whose_responses_may_not_use_its_warnings_has_a_fault(tmp_path: Path) -> None:
    city = responding_city(tmp_path)
    assert not [fault for fault in check(city) if "may not use" in fault.message]
    covered = 'responses = ["playbooks", "log-book"]'
    kept = '[[retention]]\nlayer = "responses"\nperiod = "P9D"\ntrigger = "issued-at"\nreason = "A test."\n\n'
    counting, promenade = city / COUNTING, city / "activities" / "promenade-counting.toml"
    counting.write_text(counting.read_text(encoding="utf-8").replace(covered, ""), encoding="utf-8")
    text = promenade.read_text(encoding="utf-8").replace("[covers]", f"{kept}[covers]")
    promenade.write_text(f"{text}{covered}\n", encoding="utf-8")
    (fault,) = [fault for fault in check(city) if "may not use" in fault.message]
    assert fault.file == "activities/promenade-counting.toml"
    assert '[[use]] with activity = "square-counting"' in fault.remedy
