// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useState } from "react";
import { TextField } from "../ui/Field";
import styles from "./Forms.module.css";
import { useWords } from "./words";

interface Props {
  readonly value: string;
  /** Whether a recovery code will do as well. */
  readonly recovery?: boolean;
  readonly focus?: boolean;
  onChange(value: string): void;
}

/** The code of the second step: six digits, or one of the codes that were stored for when those cannot be had. */
export function CodeField({ value, recovery = false, focus = false, onChange }: Props) {
  const { t } = useWords();
  const [stored, setStored] = useState(false);
  return (
    <>
      <TextField
        key={String(stored)}
        label={stored ? t.recoveryCode : t.code}
        hint={stored ? t.recoveryHint : t.codeHint}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        inputMode={stored ? "text" : "numeric"}
        autoComplete="one-time-code"
        autoCapitalize="off"
        spellCheck={false}
        required
        maxLength={stored ? 80 : 9}
        name="code"
        {...(focus ? { "data-autofocus": true } : {})}
        {...(stored ? {} : { look: "code" as const })}
      />
      {recovery ? (
        <div>
          <button
            type="button"
            className={styles.link}
            onClick={() => {
              onChange("");
              setStored(!stored);
            }}
          >
            {stored ? t.useApp : t.useRecovery}
          </button>
        </div>
      ) : null}
    </>
  );
}
