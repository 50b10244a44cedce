# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Codes of an authenticator app (TOTP, RFC 6238): six digits that change every 30 s.

One step of drift either way is accepted (RFC 6238, 5.2), and each code once: a code of a step that was used, or of one
before it, is refused, so that a code that was looked over a shoulder is worth nothing.
"""

from __future__ import annotations

import hmac
import io
from typing import TYPE_CHECKING, Final

import msgspec
from sqlalchemy import select

from baken.identity.errors import IdentityError
from baken.identity.tables import TOTP
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from datetime import datetime

    from baken.identity.node_secret import NodeSecret
    from baken.identity.tables import Tables
    from baken.vocabulary.time import Clock

STEP_S: Final = 30
DRIFT: Final = 1
_ISSUER: Final = "Baken"


class TotpEnrolment(msgspec.Struct, frozen=True):
    """What somebody puts into their app: a secret in base 32, the same as address, and that as QR code (SVG)."""

    secret: str
    uri: str
    qr_svg: str


class AuthenticatorApp:
    """The codes of every account's app."""

    def __init__(self, tables: Tables, clock: Clock, secret: NodeSecret) -> None:
        self._tables = tables
        self._clock = clock
        self._secret = secret

    def begin(self, account: str, login: str) -> TotpEnrolment:
        """Return a new secret; it counts once a code of it was shown to :meth:`confirm`.

        Raises
        ------
        IdentityError
            When the account has an app already.
        """
        import pyotp

        secret = pyotp.random_base32(32)
        row = {
            "account": account, "sealed_secret": self._secret.seal("totp", secret.encode(), about=account.encode()),
            "is_confirmed": False, "last_step": 0, "created_us": to_us(self._clock.now()),
        }  # fmt: skip
        with self._tables.writing() as connection:
            connection.execute(TOTP.delete().where(TOTP.c.account == account, TOTP.c.is_confirmed.is_(False)))
            if connection.execute(select(TOTP.c.account).where(TOTP.c.account == account)).first():
                raise IdentityError("This account has an authenticator app.", remedy="Remove it first.")
            connection.execute(TOTP.insert(), row)
        uri = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=_ISSUER)
        return TotpEnrolment(secret, uri, _qr_svg(uri))

    def confirm(self, account: str, code: str) -> bool:
        """Return whether a code is right, and if it is, let the app count from now on."""
        return self._use(account, code, is_confirmed=False)

    def is_right(self, account: str, code: str) -> bool:
        """Return whether a code is right; it will not be so again."""
        return self._use(account, code, is_confirmed=True)

    def since(self, account: str) -> datetime | None:
        """Return since when the account has an app, or None when it has none."""
        query = select(TOTP.c.created_us).where(TOTP.c.account == account, TOTP.c.is_confirmed.is_(True))
        with self._tables.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else from_us(row.created_us)

    def remove(self, account: str) -> bool:
        """Forget the app of an account; return whether there was one."""
        with self._tables.writing() as connection:
            return connection.execute(TOTP.delete().where(TOTP.c.account == account)).rowcount > 0

    def _use(self, account: str, code: str, *, is_confirmed: bool) -> bool:
        these = (TOTP.c.account == account) & TOTP.c.is_confirmed.is_(is_confirmed)
        with self._tables.writing() as connection:
            row = connection.execute(select(TOTP).where(these)).first()
            if row is None:
                return False
            secret = self._secret.open("totp", row.sealed_secret, about=account.encode()).decode()
            step = _step_of(secret, code, self._clock.now(), after=row.last_step)
            if step is None:
                return False
            connection.execute(TOTP.update().where(these).values(last_step=step, is_confirmed=True))
        return True


def _step_of(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """Return the step that a code is of, later than the last one that was used."""
    import pyotp

    app = pyotp.TOTP(secret)
    present = int(now.timestamp()) // STEP_S
    shown = "".join(code.split())
    found = None
    for step in range(present - DRIFT, present + DRIFT + 1):  # all of them, whichever fits: equal time
        if hmac.compare_digest(app.generate_otp(step).encode(), shown.encode()) and step > after:
            found = step
    return found


def _qr_svg(text: str) -> str:
    import segno

    image = io.BytesIO()
    segno.make(text, error="m").save(image, kind="svg", xmldecl=False, svgns=True, scale=4, border=4)
    return image.getvalue().decode()
