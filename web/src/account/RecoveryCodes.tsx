// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useEffect, useRef } from "react";
import { useWords } from "../identity/words";
import { Button } from "../ui/Button";
import { CopyButton } from "../ui/CopyButton";
import { Notice } from "../ui/Notice";
import styles from "./Page.module.css";

function save(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "baken-recovery-codes.txt";
  link.click();
  URL.revokeObjectURL(url);
}

/** The codes for when the second factor is lost: shown now and never again. */
export function RecoveryCodes({ codes, onStored }: { codes: readonly string[]; onStored(): void }) {
  const { t } = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const text = `${codes.join("\n")}\n`;
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className={styles.block} aria-labelledby="codes-heading" data-testid="recovery-codes">
      <h2 id="codes-heading" ref={heading} tabIndex={-1}>
        {t.account.codesTitle}
      </h2>
      <Notice tone="warn">
        <p>{t.account.codesIntro}</p>
      </Notice>
      <ol className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className={styles.row}>
        <CopyButton text={text} what={t.account.codesTitle} />
        <Button onClick={() => save(text)}>{t.account.download}</Button>
        <Button look="primary" onClick={onStored}>
          {t.account.stored}
        </Button>
      </div>
    </section>
  );
}
