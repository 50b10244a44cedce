# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Secrets come from files or the environment, are compared in constant time, and are told to nobody."""

from __future__ import annotations

import ast
import importlib
import re
from typing import TYPE_CHECKING

import click
import pytest

from baken.service.cli import COMMANDS
from servers import ROOT, BakenServer, exchange, run_baken, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOURCES = [
    path
    for folder in ("identity", "service")
    for path in (ROOT / "src" / "baken" / folder).rglob("*.py")
    if not path.name.startswith(("test_", "conftest", "specimen"))
]
SECRET = re.compile(r"(?:^|_)(secret|password|digest|hash|token|signature|mac|code|hmac)s?$")
# Words that end so and name nothing secret, with the reason.
NO_SECRET = {
    "status_code": "of HTTP",
    "error_code": "of an error",
    "country_code": "of a country",
    "exit_code": "of a process",
    "returncode": "of a process",
    "body_hash": "known to whoever has the body",
}
A_SECRET = re.compile(r"secret|password|passphrase|token|private|credential", re.IGNORECASE)


def test_sources_are_looked_at() -> None:
    assert len(SOURCES) > 100


def name_of(node: ast.expr) -> str:
    """Return the last name of an expression: of ``a.b.token`` and of ``token``."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src" / "baken")))
def test_no_secret_is_compared_letter_by_letter(path: Path) -> None:
    """``==`` takes longer the more of a guess is right; ``hmac.compare_digest`` always takes the same time."""
    suspects = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
            continue
        sides = [node.left, *node.comparators]
        if any(isinstance(side, ast.Constant) or ".c." in ast.unparse(side) for side in sides):
            continue  # a constant is no secret; a column is looked up by a hash, which tells nothing of the secret
        names = [name_of(side) for side in sides]
        if any(SECRET.search(name) and name not in NO_SECRET for name in names):
            suspects.append(f"line {node.lineno}: {ast.unparse(node)}")
    excused = EXCUSED.get(path.relative_to(ROOT / "src" / "baken").as_posix(), ())
    assert [suspect for suspect in suspects if not any(text in suspect for text in excused)] == []


EXCUSED: dict[str, tuple[str, ...]] = {}
"""File → comparisons of what is no secret although it is called so; each with its reason beside it."""


def parameters() -> Iterator[tuple[str, click.Parameter]]:
    """Every parameter of every command, with the words of its command."""
    waiting = [(name, importlib.import_module(module).command) for name, module in COMMANDS.items()]
    while waiting:
        words, command = waiting.pop()
        if isinstance(command, click.Group):
            context = click.Context(command)
            found = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
            waiting += [(f"{words} {name}", inner) for name, inner in found if inner is not None]
        yield from ((words, parameter) for parameter in command.params)


def test_no_command_takes_a_secret_as_a_word() -> None:
    """Words of a command stand in the list of processes, in the history of a shell and in logs of systems."""
    found = list(parameters())
    assert len(found) > 40
    wrong = [
        f"baken {words} {parameter.name}"
        for words, parameter in found
        if A_SECRET.search(f"{parameter.name} {' '.join(parameter.opts)}")
        and not isinstance(parameter.type, click.Path | click.File)
        and not getattr(parameter, "is_flag", False)
    ]
    assert not wrong


def test_a_key_given_in_place_of_its_file_is_not_repeated(squares: Path, tmp_path: Path) -> None:
    pem = "-----BEGIN PRIVATE KEY-----canary-8821-----END PRIVATE KEY-----"
    done = run_baken("serve", squares, "--tls-certificate", tmp_path / "a.pem", "--tls-key", pem, home=tmp_path)
    assert done.returncode == 3
    assert "canary-8821" not in done.stdout + done.stderr


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BakenServer, Path]]:
    home = tmp_path_factory.mktemp("told")
    city = ROOT / "tests" / "fixtures" / "cities" / "squares"
    with serving("serve", city, "--data", home / "data", home=home) as server:
        yield server, home / "data"


CANARY = "canary-5d1f0c"


def requests_with_secrets(server: BakenServer) -> Iterator[bytes]:
    head = "Host: localhost\r\nContent-Type: application/json\r\n"
    wrong = f"bk_abcdefgh_{CANARY}"
    for shown in (f"Authorization: Bearer {wrong}", f"Authorization: Basic {CANARY}", f"Cookie: baken={CANARY}"):
        yield f"GET /api/v1/accounts HTTP/1.1\r\n{head}{shown}\r\nConnection: close\r\n\r\n".encode()
        yield f"GET /api/v1/picture HTTP/1.1\r\n{shown}\r\n\r\n".encode()  # without a host: refused on the wire
    body = f'{{"login":"{CANARY}-login","password":"{CANARY}"}}'
    for path, sent in (
        ("/api/v1/sessions", body),
        ("/api/v1/sessions", f'{{"password":"{CANARY}"'),
        ("/api/v1/one-time-links/redemption", f'{{"token":"{CANARY}","password":"{CANARY}"}}'),
        (f"/api/v1/openid/nobody/callback?code={CANARY}&state={CANARY}", "{}"),
    ):
        length = f"Content-Length: {len(sent)}\r\nConnection: close\r\n"
        yield f"POST {path} HTTP/1.1\r\n{head}{length}\r\n{sent}".encode()
    returned = f"/api/v1/openid/nobody/callback?code={CANARY}&state=a"
    yield f"GET {returned} HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode()
    yield f"GET / HTTP/1.1\r\nAuthorization: Bearer {CANARY}\r\nbad header\r\n\r\n".encode()


def test_what_somebody_shows_to_sign_in_is_in_no_log_and_no_answer(told: tuple[BakenServer, Path]) -> None:
    server, data = told
    for request in requests_with_secrets(server):
        answer = exchange(server, request)
        assert answer.status < 500, answer.body
        assert CANARY.encode() not in answer.body, "and is not repeated to who sent it"
        assert not any(CANARY in value for value in answer.headers.values())
    assert server.key not in server.said()
    assert CANARY not in server.said()
    for file in data.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert CANARY.encode() not in content, f"{file} holds what somebody typed"
            assert server.key.rpartition("_")[2].encode() not in content, f"{file} holds a key as it is shown"


def test_what_holds_secrets_is_for_its_owner_only(told: tuple[BakenServer, Path]) -> None:
    server, data = told
    assert server.key
    secret = [data / "node.secret", *sorted((data / "keys").glob("*.key")), data / "register.sqlite"]
    assert len(secret) > 2
    assert data.stat().st_mode & 0o077 == 0, "whoever may not enter the folder reads nothing in it"
    assert not [file.name for file in secret if file.suffix in (".secret", ".key") and file.stat().st_mode & 0o077]


def test_errors_do_not_show_the_inside(told: tuple[BakenServer, Path]) -> None:
    server, _ = told
    with server.anonymous() as client:
        for path in ("/api/v1/%ff", "/sta/v1.1/Things(%00)", "/api/v1/picture?at=%00", "/basemap/%2e%2e/city.toml"):
            answer = client.get(path)
            assert 400 <= answer.status_code < 500
            for word in ("Traceback", ".py", "site-packages", str(ROOT), "litestar", "uvicorn"):
                assert word not in answer.text
