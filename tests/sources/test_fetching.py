# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A provider on loopback that misbehaves in all the ways that are known; each is refused in words, or taken well."""

from __future__ import annotations

import gzip
import logging
import os
import zlib
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.sources.conftest import quick
from tests.sources.provider import Answer, Provider

from baken.plugin.live import Content, Poll
from baken.service.sources.fetcher import Fetched, Fetcher, Validators
from baken.service.sources.said import SourceError, UnusableSourceError
from baken.service.sources.secrets import Secrets

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from baken.service.sources.pace import Pace

GOOD = b'{"rows": []}'
SECRET = "hunter2-do-not-tell"


@asynccontextmanager
async def fetching(folder: Path, pace: Pace | None = None) -> AsyncIterator[Fetcher]:
    async with Fetcher(pace or quick(), Secrets(folder / "secrets"), folder / "spool") as fetcher:
        yield fetcher


def poll(url: str, content: Content = Content.JSON, **rest: object) -> Poll:
    return Poll(name="counts", url=url, content=content, interval_s=1.0, **rest)  # type: ignore[arg-type]


async def answered(provider: Provider, folder: Path, answer: Answer, **rest: object) -> Fetched:
    provider.answer = answer
    async with fetching(folder) as fetcher:
        return await fetcher.fetch(poll(provider.url, **rest))  # type: ignore[arg-type]


async def refused(provider: Provider, folder: Path, answer: Answer, **rest: object) -> SourceError:
    with pytest.raises(SourceError) as caught:
        await answered(provider, folder, answer, **rest)
    assert caught.value.said.en
    assert caught.value.said.nl
    assert not list((folder / "spool").glob("*")), "nothing is left behind"
    return caught.value


async def test_a_document_is_returned_as_it_is(provider: Provider, tmp_path: Path) -> None:
    assert (await answered(provider, tmp_path, Answer(GOOD))).body == GOOD
    asked = provider.was_asked()
    assert asked["user-agent"].startswith("baken/")
    assert asked["accept-encoding"] == "gzip"


async def test_what_has_not_changed_is_a_success_without_news(provider: Provider, tmp_path: Path) -> None:
    def answer(headers: dict[str, str]) -> Answer:
        same = headers.get("if-none-match") == '"v1"' and headers.get("if-modified-since") == "yesterday"
        return Answer(status=304) if same else Answer(GOOD, headers={"etag": '"v1"', "last-modified": "yesterday"})

    provider.answer = answer
    async with fetching(tmp_path) as fetcher:
        first = await fetcher.fetch(poll(provider.url))
        second = await fetcher.fetch(poll(provider.url), first.validators)
    assert first.body == GOOD
    assert second.body is None
    assert second.validators == first.validators


async def test_a_304_that_nobody_asked_for_is_refused(provider: Provider, tmp_path: Path) -> None:
    assert "status 304" in (await refused(provider, tmp_path, Answer(status=304))).message


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw deflate", "two members"])
async def test_compression_is_undone(provider: Provider, tmp_path: Path, coding: str) -> None:
    raw = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(GOOD),
        "deflate": zlib.compress(GOOD),
        "raw deflate": raw.compress(GOOD) + raw.flush(),
        "two members": gzip.compress(GOOD[:5]) + gzip.compress(GOOD[5:]),
    }[coding]
    name = "deflate" if "deflate" in coding else "gzip"
    assert (await answered(provider, tmp_path, Answer(packed, headers={"content-encoding": name}))).body == GOOD


async def test_a_file_that_is_gzip_itself_is_unpacked_too(provider: Provider, tmp_path: Path) -> None:
    found = await answered(provider, tmp_path, Answer(gzip.compress(b"<a/>")), content=Content.XML)
    assert found.body == b"<a/>"


async def test_a_zip_file_stays_as_it_is(provider: Provider, tmp_path: Path) -> None:
    assert (
        await answered(provider, tmp_path, Answer(b"PK\x03\x04rest"), content=Content.ZIP)
    ).body == b"PK\x03\x04rest"


@pytest.mark.parametrize("is_encoded", [True, False])
async def test_a_gzip_bomb_is_refused_before_it_is_kept(
    provider: Provider, tmp_path: Path, *, is_encoded: bool
) -> None:
    bomb = gzip.compress(b"[" + b" " * 60_000_000)
    assert len(bomb) < 100_000
    headers = {"content-encoding": "gzip"} if is_encoded else {}
    error = await refused(provider, tmp_path, Answer(bomb, headers=headers), largest_bytes=8_000_000)
    assert "larger than 8.0 MB" in error.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(gzip.compress(GOOD)[:-10], headers={"content-encoding": "gzip"}), "was cut off"),
        (Answer(b"\x1f\x8bnonsense", headers={"content-encoding": "gzip"}), "not compressed as it says"),
        (Answer(GOOD, headers={"content-encoding": "br"}), "compressed in a way that was not asked for"),
        (Answer(GOOD, cut_at=5), "broke off"),
        (Answer(b""), "nothing instead of JSON"),
        (Answer(b"{"), "one byte"),
        (Answer(b"hello"), "something else instead of JSON"),
        (Answer(b"\xef\xbb\xbf  <html><head><title>Down\n for now</title>"), 'a web page called "Down for now"'),
        (Answer(b"<!DOCTYPE html>", headers={"content-type": "application/json"}), "a web page"),
        (Answer(status=400), "status 400 (Bad Request)"),
        (Answer(status=401), "status 401"),
        (Answer(status=404), "moved the document"),
        (Answer(status=410), "look for its successor"),
        (Answer(status=500), "status 500"),
        (Answer(status=799), "status 799"),
        (Answer(status=302), "does not say where to"),
    ],
)
async def test_what_cannot_be_taken_is_refused_in_words(
    provider: Provider, tmp_path: Path, answer: Answer, words: str
) -> None:
    assert words in str(await refused(provider, tmp_path, answer))


async def test_an_xml_error_page_is_no_xml(provider: Provider, tmp_path: Path) -> None:
    page = b'<?xml version="1.0"?>\n<!-- proxy -->\n<!DOCTYPE html PUBLIC "x"><html><title>Gone</title></html>'
    assert 'called "Gone"' in str(await refused(provider, tmp_path, Answer(page), content=Content.XML))


@pytest.mark.parametrize("status", [429, 503])
async def test_a_provider_that_asks_for_patience_gets_it(provider: Provider, tmp_path: Path, status: int) -> None:
    error = await refused(provider, tmp_path, Answer(status=status, headers={"retry-after": "120"}))
    assert error.retry_after_s == 120
    assert "left alone" in error.message
    vague = await refused(provider, tmp_path, Answer(status=status, headers={"retry-after": "later"}))
    assert vague.retry_after_s is None


async def test_how_long_an_answer_is_fresh_is_noticed(provider: Provider, tmp_path: Path) -> None:
    headers = {"cache-control": "public, max-age=90", "age": "30"}
    assert (await answered(provider, tmp_path, Answer(GOOD, headers=headers))).max_age_s == 60


async def test_an_answer_that_drips_is_given_up(provider: Provider, tmp_path: Path) -> None:
    provider.answer = Answer(chunks=[b"[1,"] * 50)
    async with fetching(tmp_path, quick(whole_s=0.2)) as fetcher:
        with pytest.raises(SourceError, match=r"not complete after 0.2 s"):
            await fetcher.fetch(poll(provider.url))


async def test_a_provider_that_says_nothing_is_given_up(provider: Provider, tmp_path: Path) -> None:
    provider.answer = Answer(chunks=[b"[1,"] * 50)
    async with fetching(tmp_path, quick(silence_s=0.1)) as fetcher:
        with pytest.raises(SourceError, match="does not answer in time"):
            await fetcher.fetch(poll(provider.url))


async def test_a_redirect_at_home_is_followed(provider: Provider, tmp_path: Path) -> None:
    def answer(headers: dict[str, str]) -> Answer:
        moved = headers["path"] == "/counts.json"
        return Answer(status=301, headers={"location": "/v2/counts.json"}) if moved else Answer(GOOD)

    provider.answer = answer
    async with fetching(tmp_path) as fetcher:
        assert (await fetcher.fetch(poll(provider.url, headers={"x-key": SECRET}))).body == GOOD
    assert [provider.was_asked()["path"], provider.was_asked()["path"]] == ["/counts.json", "/v2/counts.json"]


async def test_a_redirect_to_another_host_gets_nothing(provider: Provider, tmp_path: Path) -> None:
    elsewhere = Provider().start()
    try:
        for place in (elsewhere.url, f"http://localhost:{provider.port}/x", f"//127.0.0.1:{elsewhere.port}/x"):
            answer = Answer(status=302, headers={"location": place})
            error = await refused(provider, tmp_path, answer, headers={"authorization": SECRET})
            assert "redirects to another address" in error.message
            assert "new address" in error.remedy
        assert elsewhere.asked.empty()
    finally:
        elsewhere.die()


async def test_redirects_in_a_circle_end(provider: Provider, tmp_path: Path) -> None:
    answer = Answer(status=302, headers={"location": "/counts.json"})
    assert "more than 5 times" in (await refused(provider, tmp_path, answer)).message


def test_encryption_is_never_given_up() -> None:
    from baken.service.sources.fetcher import _followable

    with pytest.raises(SourceError, match="without encryption"):
        _followable("https://data.example/a", "http://data.example/a")
    assert _followable("https://data.example/a", "b?c=1") == "https://data.example/b?c=1"
    with pytest.raises(SourceError, match="another address"):
        _followable("https://data.example/a", "https://data.example:8443/a")


async def test_a_large_document_waits_in_a_file(provider: Provider, tmp_path: Path) -> None:
    body = b"[" + b"1," * 3_000_000 + b"1]"
    found = await answered(provider, tmp_path, Answer(body))
    assert isinstance(found.body, Path)
    assert found.body.read_bytes() == body
    assert found.body.stat().st_mode & 0o077 == 0


async def test_nobody_listens_there(tmp_path: Path, provider: Provider) -> None:
    provider.die()
    async with fetching(tmp_path) as fetcher:
        with pytest.raises(SourceError, match="connection was refused"):
            await fetcher.fetch(poll(provider.url))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a/b", "nonsense", "http://", "http://[::1", ""])
async def test_what_is_no_web_address_is_never_asked(tmp_path: Path, url: str) -> None:
    async with fetching(tmp_path) as fetcher:
        with pytest.raises(UnusableSourceError, match="no web address"):
            await fetcher.fetch(poll(url))


async def test_a_question_is_posted_about_a_window(provider: Provider, tmp_path: Path) -> None:
    provider.answer = Answer(GOOD)
    async with fetching(tmp_path) as fetcher:
        await fetcher.fetch(poll(provider.url + "?from={start}&to={end}", body='{"a": "{end}"}', window_s=3600.0))
    asked = provider.was_asked()
    assert asked["content-type"] == "application/json"
    assert asked["path"].count("T") == 2
    assert "{" not in asked["path"]


async def test_secrets_come_from_files_and_are_in_no_word(
    provider: Provider, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "the-key").write_text(f"{SECRET}\nsecond line\n")
    wish = poll(provider.url + "?key=${secret:the-key}", headers={"Authorization": "Bearer ${secret:the-key}"})
    provider.answer = Answer(b"<html>", headers={"content-type": "text/html"})
    with caplog.at_level(logging.DEBUG):
        async with fetching(tmp_path) as fetcher:
            with pytest.raises(SourceError) as caught:
                await fetcher.fetch(wish)
    asked = provider.was_asked()
    assert asked["authorization"] == f"Bearer {SECRET}"
    assert asked["path"].endswith(f"?key={SECRET}")
    assert SECRET not in str(caught.value) + caught.value.said.nl + caplog.text


async def test_a_secret_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BAKEN_SECRET_THE_KEY", raising=False)
    async with fetching(tmp_path) as fetcher:
        with pytest.raises(UnusableSourceError, match="'the-key' cannot be read") as caught:
            await fetcher.fetch(poll("http://127.0.0.1:9/${secret:the-key}"))
    assert str(tmp_path / "secrets" / "the-key") in caught.value.remedy
    monkeypatch.setenv("BAKEN_SECRET_THE_KEY", SECRET)
    assert Secrets(tmp_path).fill("a${secret:the-key}b") == f"a{SECRET}b"
    assert os.environ["BAKEN_SECRET_THE_KEY"] == SECRET


async def test_cookies_are_not_kept(provider: Provider, tmp_path: Path) -> None:
    provider.answer = Answer(GOOD, headers={"set-cookie": "a=b"})
    async with fetching(tmp_path) as fetcher:
        await fetcher.fetch(poll(provider.url))
        await fetcher.fetch(poll(provider.url), Validators("x"))
    provider.was_asked()
    assert "cookie" not in provider.was_asked()
