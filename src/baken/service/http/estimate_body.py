# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""One area of a picture, with everything a person may ask about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.service.http.bodies import (
    AreaEstimateBody,
    CarrierBody,
    DoubtBody,
    ExplanationBody,
    ImprovementBody,
    InputBody,
)
from baken.service.http.conversions import datastream_link
from baken.service.http.picture_body import doubts, labels, levels, moments, numbers, probabilities
from baken.service.http.problems import NotFoundError
from baken.situation.band import band90
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.quantity import DEFINITIONS
from baken.vocabulary.time import NO_TIME_US, from_us

if TYPE_CHECKING:
    from baken.service.node import Node
    from baken.situation.model import AreaInput, Picture
    from baken.situation.plausibility.doubt import DoubtReason


def estimate_body(
    node: Node, picture: Picture, area_id: str, readable: frozenset[int], *, is_present: bool
) -> AreaEstimateBody:
    """Return the body for one area.

    Parameters
    ----------
    readable
        Datastreams whose observations the caller may read; others are not told of.
    is_present
        Whether the picture is the present one, which alone can be explained.

    Raises
    ------
    NotFoundError
        When the city has no such area.
    """
    if area_id not in picture.topology.area_index:
        raise NotFoundError(f"There is no area {area_id!r}.", remedy="GET /api/v1/areas lists them.")
    i = picture.index_of(area_id)
    one = slice(i, i + 1)
    method = node.live.method_of(i)
    lower, upper = band90(picture.persons[one], picture.persons_standard_error[one])
    return AreaEstimateBody(
        area_id=area_id,
        now=node.clock.now(),
        persons=numbers(picture.persons[one], 2)[0],
        persons_standard_error=numbers(picture.persons_standard_error[one], 2)[0],
        persons_lower=numbers(lower, 2)[0],
        persons_upper=numbers(upper, 2)[0],
        density_per_m2=numbers(picture.density_per_m2[one], 5)[0],
        density_per_m2_standard_error=numbers(picture.density_standard_error[one], 5)[0],
        flow_per_m_min=numbers(picture.flow_per_m_min[one])[0],
        flow_per_m_min_standard_error=numbers(picture.flow_standard_error[one])[0],
        level=levels(picture.level[one])[0],
        level_likely=levels(picture.level_likely[one])[0],
        level_probability=probabilities(picture.level_probabilities[one])[0],
        quality=labels(picture.quality[one])[0],
        doubt=doubts(picture.doubt[one])[0],
        doubts=_doubt_bodies(node, picture, i, readable),
        phenomenon_time=moments(picture.start_us[one])[0],
        phenomenon_time_end=moments(picture.end_us[one])[0],
        available_at=moments(picture.available_at_us[one])[0],
        inputs=[
            body
            for found in picture.inputs(area_id)
            if found.start_us != NO_TIME_US and (body := _input_body(node, picture, found)).datastream_id in readable
        ],
        method=method.title,
        method_source=method.source,
        explanation=_explanation_body(node, picture, i, readable) if is_present else None,
    )


def _explanation_body(node: Node, picture: Picture, area: int, readable: frozenset[int]) -> ExplanationBody | None:
    """Return where the estimate comes from; of what is not known or withheld there is nothing to explain."""
    if picture.persons[area] != picture.persons[area]:
        return None
    found = node.live.explanation_of(area)
    names = {area.id: area.name for area in node.city.areas} | {gate.id: gate.name for gate in node.city.gates}
    return ExplanationBody(
        measured_share=round(found.measured_share, 4),
        modelled_share=round(found.modelled_share, 4),
        assumed_share=round(found.assumed_share, 4),
        carriers=[
            CarrierBody(stream_id=c.stream_id, name=node.city.streams[c.stream_index].name, share=round(c.share, 4))
            for c in found.carriers
            if _datastream_of(node, c.stream_index) in readable
        ],
        improvements=[
            ImprovementBody(
                kind=i.kind.value,
                place_id=i.place_id,
                place_name=names[i.place_id],
                persons_standard_error=round(i.persons_standard_error, 2),
            )
            for i in found.improvements
        ],
    )


def _doubt_bodies(node: Node, picture: Picture, area: int, readable: frozenset[int]) -> list[DoubtBody]:
    """Return the reasons to doubt an area, without those that tell of what the caller may not read."""
    if picture.doubts is None or picture.quality[area] == QualityFlag.WITHHELD:
        return []
    return [
        _doubt_body(node, reason)
        for reason in picture.doubts.about_area(area)
        if reason.stream_index is None or _datastream_of(node, reason.stream_index) in readable
    ]


def _datastream_of(node: Node, stream: int) -> int:
    return node.datastream_ids[node.city.streams[stream].id]


def _doubt_body(node: Node, reason: DoubtReason) -> DoubtBody:
    stream = None if reason.stream_index is None else node.city.streams[reason.stream_index].id
    return DoubtBody(test=reason.test.value, stream_id=stream, text=reason.text, text_nl=reason.text_nl)


def _input_body(node: Node, picture: Picture, found: AreaInput) -> InputBody:
    stream = node.city.streams[found.stream_index]
    number = node.datastream_ids[stream.id]
    missing = found.result != found.result
    return InputBody(
        datastream_id=number,
        stream_id=stream.id,
        name=stream.name,
        phenomenon_time=from_us(found.start_us),
        result=None if missing else found.result,
        unit=DEFINITIONS[stream.quantity].ucum,
        quality=found.quality.label,
        used=found.used,
        doubts=[_doubt_body(node, r) for r in picture.doubts.about_stream(found.stream_index)]
        if picture.doubts is not None and not missing
        else [],
        self_link=f"{datastream_link(number)}/Observations?$filter=phenomenonTime%20eq%20{_instant(found.start_us)}",
    )


def _instant(us: int) -> str:
    return from_us(us).strftime("%Y-%m-%dT%H:%M:%SZ")
