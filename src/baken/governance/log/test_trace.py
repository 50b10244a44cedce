# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.governance.log.trace import (
    CURRENT,
    Trace,
    new_span_id,
    new_trace_id,
    outgoing_headers,
    parse_traceparent,
    parse_tracestate,
)

ID = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN = "00f067aa0ba902b7"
GOOD = f"00-{ID}-{SPAN}-01".encode()


@pytest.mark.parametrize(
    "value",
    [
        GOOD,
        f"00-{ID}-{SPAN}-00".encode(),
        f"00-{ID}-{SPAN}-ff".encode(),
        f"cc-{ID}-{SPAN}-01".encode(),
        f"cc-{ID}-{SPAN}-01-what-the-future-brings".encode(),
        b" " + GOOD + b"\t",
    ],
)
def test_a_right_traceparent_is_understood(value: bytes) -> None:
    assert parse_traceparent(value) == (ID, SPAN)


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"00",
        GOOD[:-1],
        GOOD + b"-",
        GOOD + b"0",
        GOOD + b"-more",
        GOOD.upper(),
        f"ff-{ID}-{SPAN}-01".encode(),
        f"0-{ID}-{SPAN}-01".encode(),
        f"00-{'0' * 32}-{SPAN}-01".encode(),
        f"00-{ID}-{'0' * 16}-01".encode(),
        f"00-{ID[:-1]}-{SPAN}-01".encode(),
        f"00-{ID}-{SPAN}-0x".encode(),
        f"00_{ID}_{SPAN}_01".encode(),
        f"cc-{ID}-{SPAN}-01.what".encode(),
        f"00-{ID}-{SPAN}-01\n".encode(),
        f"00-{'٤' * 16}-{SPAN}-01".encode(),
        b"\xff" * 55,
        b"0" * 1_000_000,
    ],
)
def test_a_traceparent_that_is_not_exactly_right_is_as_good_as_none(value: bytes) -> None:
    assert parse_traceparent(value) is None
    trace = Trace.of([(b"traceparent", value)])
    assert not trace.is_foreign
    assert trace.caller == ""
    assert trace.trace_id != ID


def test_two_traceparents_are_as_good_as_none() -> None:
    assert not Trace.of([(b"traceparent", GOOD), (b"traceparent", GOOD)]).is_foreign


def test_a_caller_s_trace_goes_on_with_a_span_of_our_own() -> None:
    trace = Trace.of([(b"host", b"x"), (b"traceparent", GOOD), (b"tracestate", b"a=1"), (b"tracestate", b"b=2")])
    assert (trace.trace_id, trace.caller, trace.state, trace.is_foreign) == (ID, SPAN, "a=1,b=2", True)
    assert trace.headers() == [("traceparent", f"00-{ID}-{trace.span_id}-01"), ("tracestate", "a=1,b=2")]
    assert trace.answer_header() == (b"traceresponse", f"00-{ID}-{trace.span_id}-01".encode())


def test_a_state_without_a_right_parent_is_dropped() -> None:
    assert Trace.of([(b"tracestate", b"a=1")]).state == ""
    assert Trace.of([(b"traceparent", b"nonsense"), (b"tracestate", b"a=1")]).state == ""


def test_children_and_siblings_stay_in_the_trace() -> None:
    trace = Trace.of([(b"traceparent", GOOD)])
    child, sibling = trace.child(), trace.sibling()
    assert {t.trace_id for t in (trace, child, sibling)} == {ID}
    assert len({t.span_id for t in (trace, child, sibling)}) == 3
    assert (child.caller, child.is_foreign) == (trace.span_id, False)
    assert (sibling.caller, sibling.is_foreign) == (SPAN, True)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ([b"rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"], "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"),
        ([b"a=1", b"", b" ,\tb=2 , "], "a=1,b=2"),
        ([b"1t@vendor=x", b"a_-*/0=!~"], "1t@vendor=x,a_-*/0=!~"),
        ([b"a=with inner spaces"], "a=with inner spaces"),
        ([b"A=1"], ""),
        ([b"1a=1"], ""),
        ([b"a="], ""),
        ([b"a"], ""),
        ([b"a=b=c"], ""),
        ([b"a=1,a=2"], ""),
        ([b"a=1\r\nset-cookie: x=1"], ""),
        ([b"a=\x00"], ""),
        ([b"a=\xe9"], ""),
        ([b"k" * 257 + b"=1"], ""),
        ([b"a=" + b"v" * 257], ""),
        ([b",".join(b"k%d=1" % n for n in range(33))], ""),
    ],
)
def test_tracestate_is_handed_on_whole_or_not_at_all(values: list[bytes], state: str) -> None:
    assert parse_tracestate(values) == state


def test_a_long_state_loses_members_at_the_end() -> None:
    members = [b"k%d=" % n + b"v" * 100 for n in range(10)]
    kept = parse_tracestate(members)
    assert len(kept) <= 512
    assert kept == b",".join(members[:4]).decode()


@given(st.lists(st.tuples(st.sampled_from([b"traceparent", b"tracestate", b"x"]), st.binary(max_size=80)), max_size=5))
def test_whatever_comes_in_what_goes_out_is_right(headers: list[tuple[bytes, bytes]]) -> None:
    trace = Trace.of(headers)
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", trace.traceparent)
    assert parse_traceparent(trace.traceparent.encode()) == (trace.trace_id, trace.span_id)
    assert trace.state == parse_tracestate([trace.state.encode()])


@given(st.text(max_size=120))
def test_no_state_carries_a_line_break_out(text: str) -> None:
    assert not set(parse_tracestate([text.encode()])) & set("\r\n\0")


def test_ids_do_not_repeat() -> None:
    assert len({new_span_id() for _ in range(20_000)}) == 20_000
    assert len({new_trace_id() for _ in range(20_000)}) == 20_000


def test_a_child_process_gives_out_ids_of_its_own() -> None:
    new_span_id()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, new_span_id().encode())
        os._exit(0)
    os.waitpid(child, 0)
    theirs = os.read(reading, 16).decode()
    os.close(reading)
    os.close(writing)
    assert theirs not in {new_span_id() for _ in range(2_000)}


def test_a_request_that_the_node_sends_belongs_to_the_action_under_way() -> None:
    trace = Trace.of([(b"traceparent", GOOD), (b"tracestate", b"theirs=1")])
    token = CURRENT.set(trace)
    try:
        sent = outgoing_headers()
    finally:
        CURRENT.reset(token)
    assert list(sent) == ["traceparent"]
    found = parse_traceparent(sent["traceparent"].encode())
    assert found is not None
    assert found[0] == ID
    assert found[1] not in (SPAN, trace.span_id)
    other = parse_traceparent(outgoing_headers()["traceparent"].encode())
    assert other is not None
    assert other[0] != ID
