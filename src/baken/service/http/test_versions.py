# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Versions: what an answer shows can be named by a change, and nothing else can."""

from __future__ import annotations

import pytest

from baken.service.http.problems import VersionNeededError
from baken.service.http.versions import tagged, version_of


@pytest.mark.parametrize("version", [0, 3, 999_999_999])
def test_the_tag_of_an_answer_names_its_version(version: int) -> None:
    answer = tagged({"state": "open"}, version)
    assert version_of(answer.headers["ETag"]) == version
    assert answer.content == {"state": "open"}


@pytest.mark.parametrize("tag", ["", "*", "3", 'W/"3"', '"3", "4"', '""', '"-1"', '"٣"', '"1234567890"', '"three"'])
def test_what_names_no_version_of_ours_is_asked_again(tag: str) -> None:
    with pytest.raises(VersionNeededError, match="which version"):
        version_of(tag)
