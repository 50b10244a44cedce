# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fitted models on disk: whole or not there, whatever happens meanwhile.

Layout, per city::

    <city>/models/<id>.model     what a forecaster saved
    <city>/models/<id>.scores    how it did, beside the reference, on what it had not learned from
    <city>/models/<id>.json      its record; written last, so that a model without one does not exist
    <city>/cards/<id>.json, .md  its card
    <city>/champion.json         which one issues, since when, and why

Each file is written beside its name, brought to disk, and then given its name at once. A process that is killed leaves
at most files that nobody looks at; :meth:`ModelStore.tidy` takes them away. One process writes, any number may read.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from typing import TYPE_CHECKING, Final

import msgspec

from baken.forecast.lifecycle.card_markdown import card_markdown
from baken.forecast.lifecycle.kept_scores import scores_from_bytes, scores_to_bytes
from baken.forecast.model import ForecastError
from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    from pathlib import Path

    from baken.forecast.lifecycle.card import ModelCard
    from baken.forecast.lifecycle.scores import OriginScores

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_UNFINISHED: Final = ".part-"


class StoredModel(msgspec.Struct, frozen=True, kw_only=True):
    """The record of a fitted model.

    Attributes
    ----------
    id
        Unique in its city, such as ``boosting-3-20260701T013000-1f0c93aa``.
    method
        Identity and version of the forecaster, such as ``boosting/3``.
    fitted_at_us
        When the fit ended, microseconds UTC.
    data_from_min, data_until_min
        Wall-clock minutes of what it was fitted on; nothing of the second or later was.
    fingerprint
        Of code and data; equal ones make equal models.
    sha256, size
        Of the bytes.
    """

    id: str
    city: str
    method: str
    fitted_at_us: int
    data_from_min: int
    data_until_min: int
    series: int
    seed: int
    fingerprint: str
    sha256: str = ""
    size: int = 0


class Champion(msgspec.Struct, frozen=True, kw_only=True):
    """Which model issues.

    Attributes
    ----------
    previous_id
        Which did before; empty when none did. It is kept, so that one can go back.
    """

    model_id: str
    since_us: int
    why: str
    previous_id: str = ""


def model_id(method: str, fitted_at_us: int, fingerprint: str) -> str:
    """Return the id of a model.

    Examples
    --------
    >>> model_id("boosting/3", 1_782_869_400_000_000, "1f0c93aab2")
    'boosting-3-20260701T013000-1f0c93aa'
    """
    when = f"{from_us(fitted_at_us):%Y%m%dT%H%M%S}"
    return re.sub(r"[^A-Za-z0-9._-]", "-", f"{method}-{when}-{fingerprint[:8]}")


class ModelStore:
    """Models of cities in a folder.

    Invariants: a model that is listed can be read, and is to the last bit what was kept; a champion is listed; adding
    the same again changes nothing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(
        self,
        record: StoredModel,
        content: bytes,
        card: ModelCard | None = None,
        scores: tuple[OriginScores, OriginScores] | None = None,
    ) -> StoredModel:
        """Keep a model; return its record with digest and size.

        Parameters
        ----------
        scores
            Of the model and of the reference, on the same targets, that it had not learned from.
        """
        folder = self._of(record.city, "models")
        _require_name(record.id)
        whole = msgspec.structs.replace(record, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        _write(folder / f"{record.id}.model", content)
        if card is not None:
            self.add_card(record.city, card)
        if scores is not None:
            _write(folder / f"{record.id}.scores", scores_to_bytes(scores))
        _write(folder / f"{record.id}.json", msgspec.json.format(msgspec.json.encode(whole)))
        return whole

    def add_card(self, city: str, card: ModelCard) -> None:
        """Keep the card of a model, in the place of an earlier one."""
        _require_name(card.model_id)
        folder = self._of(city, "cards")
        _write(folder / f"{card.model_id}.md", card_markdown(card).encode())
        _write(folder / f"{card.model_id}.json", msgspec.json.format(msgspec.json.encode(card)))

    def card_markdown(self, city: str, model: str) -> str | None:
        """Return the card of a model as Markdown; None when it has none."""
        _require_name(model)
        try:
            return (self._of(city, "cards") / f"{model}.md").read_text()
        except FileNotFoundError:
            return None

    def models(self, city: str) -> tuple[StoredModel, ...]:
        """Return the records of a city, newest fit first. A record that cannot be read is left out."""
        found = []
        for file in self._of(city, "models").glob("*.json"):
            try:
                record = msgspec.json.decode(file.read_bytes(), type=StoredModel)
            except (msgspec.MsgspecError, UnicodeDecodeError, OSError):
                continue
            if record.id == file.stem and file.with_suffix(".model").exists():
                found.append(record)
        return tuple(sorted(found, key=lambda one: (one.fitted_at_us, one.id), reverse=True))

    def read(self, city: str, model: str) -> bytes:
        """Return what was kept.

        Raises
        ------
        ForecastError
            When there is no such model, or its bytes are not those that were kept.
        """
        record = self._record(city, model)
        content = (self._of(city, "models") / f"{model}.model").read_bytes()
        if hashlib.sha256(content).hexdigest() != record.sha256:
            raise ForecastError(f"The model {model} of {city} is damaged.", remedy="Choose another, or fit anew.")
        return content

    def scores(self, city: str, model: str) -> tuple[OriginScores, OriginScores] | None:
        """Return how a model and the reference did on the same targets; None when that was not kept."""
        _require_name(model)
        try:
            found = scores_from_bytes((self._of(city, "models") / f"{model}.scores").read_bytes())
        except (FileNotFoundError, ForecastError):
            return None
        return (found[0], found[1]) if len(found) == 2 else None

    def champion(self, city: str) -> Champion | None:
        """Return which model issues; None when none was chosen or it is no longer there."""
        try:
            found = msgspec.json.decode((self._of(city) / "champion.json").read_bytes(), type=Champion)
        except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
            return None
        return found if any(one.id == found.model_id for one in self.models(city)) else None

    def promote(self, city: str, model: str, *, since_us: int, why: str) -> Champion:
        """Let a model issue from now on.

        Raises
        ------
        ForecastError
            When there is no such model.
        """
        self._record(city, model)
        before = self.champion(city)
        chosen = Champion(
            model_id=model, since_us=since_us, why=why, previous_id="" if before is None else before.model_id
        )
        _write(self._of(city) / "champion.json", msgspec.json.format(msgspec.json.encode(chosen)))
        return chosen

    def forget(self, city: str, *, keep: int) -> tuple[str, ...]:
        """Take away all but the newest models, the champion and the one before it; return which. Cards stay."""
        champion = self.champion(city)
        held = {champion.model_id, champion.previous_id} if champion else set()
        gone = [one.id for one in self.models(city)[max(keep, 0) :] if one.id not in held]
        for name in gone:
            for kind in ("json", "model", "scores"):
                (self._of(city, "models") / f"{name}.{kind}").unlink(missing_ok=True)
        return tuple(gone)

    def tidy(self, city: str) -> None:
        """Take away what an interrupted process left. Only for the process that writes, when nothing is being added."""
        for folder in (self._of(city), self._of(city, "models"), self._of(city, "cards")):
            for file in folder.glob(f"{_UNFINISHED}*"):
                file.unlink(missing_ok=True)
        for file in self._of(city, "models").glob("*"):
            if file.suffix in {".model", ".scores"} and not file.with_suffix(".json").exists():
                file.unlink(missing_ok=True)

    def _record(self, city: str, model: str) -> StoredModel:
        _require_name(model)
        for record in self.models(city):
            if record.id == model:
                return record
        raise ForecastError(f"There is no model {model} of {city}.", remedy="Choose one that is listed.")

    def _of(self, city: str, *parts: str) -> Path:
        _require_name(city)
        return self._folder.joinpath(city, *parts)


def _require_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ForecastError(f"{name!r} is no name for a file.", remedy="Use letters, digits, dots and hyphens.")


def _write(path: Path, content: bytes) -> None:
    """Give a file its name only when all of it is on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{_UNFINISHED}{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
