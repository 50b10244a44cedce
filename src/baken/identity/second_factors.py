# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Second factors of an account together: an authenticator app, passkeys, and recovery codes for when these are lost."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from baken.identity.errors import IdentityError
from baken.identity.recovery_codes import RecoveryCodes, is_recovery_code

if TYPE_CHECKING:
    from baken.identity.model import Account
    from baken.identity.passkeys import Passkeys
    from baken.identity.totp import AuthenticatorApp


class Factor(StrEnum):
    """A kind of second factor."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery-code"


class SecondFactors:
    """What an account has besides its password, and the rule that one that is needed cannot be removed."""

    def __init__(self, app: AuthenticatorApp, passkeys: Passkeys, recovery_codes: RecoveryCodes) -> None:
        self.app = app
        self.passkeys = passkeys
        self.recovery_codes = recovery_codes

    def of_account(self, account: str) -> tuple[Factor, ...]:
        """Return which an account can use now; recovery codes only beside another."""
        own = []
        if self.app.since(account) is not None:
            own.append(Factor.TOTP)
        if self.passkeys.of_account(account):
            own.append(Factor.PASSKEY)
        if own and self.recovery_codes.left(account):
            own.append(Factor.RECOVERY_CODE)
        return tuple(own)

    def check_code(self, account: str, code: str) -> Factor | None:
        """Return of which kind a right code is, or None when it is wrong; it will not be right again."""
        if is_recovery_code(code):
            return Factor.RECOVERY_CODE if self.recovery_codes.use(account, code) else None
        return Factor.TOTP if self.app.is_right(account, code) else None

    def first_recovery_codes(self, account: str) -> tuple[str, ...]:
        """Return recovery codes when the account has none yet."""
        return () if self.recovery_codes.left(account) else self.recovery_codes.make(account)

    def remove_app(self, account: Account) -> None:
        """Forget the authenticator app.

        Raises
        ------
        IdentityError
            When it is the only factor and one is needed, or there is none.
        """
        self._require_another(account, Factor.TOTP)
        if not self.app.remove(account.id):
            raise IdentityError("This account has no authenticator app.")

    def remove_passkey(self, account: Account, passkey: str) -> None:
        """Forget a passkey.

        Raises
        ------
        IdentityError, UnknownError
            When it is the only factor and one is needed, or there is none.
        """
        if len(self.passkeys.of_account(account.id)) == 1:
            self._require_another(account, Factor.PASSKEY)
        self.passkeys.remove(account.id, passkey)

    def remove_all(self, account: str) -> None:
        """Forget everything: the person starts over."""
        self.app.remove(account)
        self.passkeys.remove_all(account)
        self.recovery_codes.remove(account)

    def _require_another(self, account: Account, factor: Factor) -> None:
        others = set(self.of_account(account.id)) - {factor, Factor.RECOVERY_CODE}
        if account.needs_second_factor and not others:
            raise IdentityError("This is the only second factor.", remedy="Add another one first.")
