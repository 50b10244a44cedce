// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type ComponentProps, useState } from "react";
import { CheckField, TextField } from "../ui/Field";
import { useWords } from "./words";

/** A password that may be looked at while it is typed: fewer mistakes, and people who cannot see dots are helped. */
export function PasswordField(props: Omit<ComponentProps<typeof TextField>, "type" | "look">) {
  const { t } = useWords();
  const [shown, setShown] = useState(false);
  return (
    <>
      <TextField
        {...props}
        type={shown ? "text" : "password"}
        required
        spellCheck={false}
        autoCapitalize="off"
      />
      <CheckField
        label={t.showPassword}
        checked={shown}
        onChange={(event) => setShown(event.target.checked)}
      />
    </>
  );
}
