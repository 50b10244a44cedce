// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type FormEvent, useState } from "react";
import { identityApi } from "../identity/api";
import { CodeField } from "../identity/CodeField";
import type { Enrolled, PendingTotp } from "../identity/types";
import { useWords } from "../identity/words";
import { Button } from "../ui/Button";
import { CopyButton } from "../ui/CopyButton";
import { Fault } from "../ui/Fault";
import { useTask } from "../ui/useTask";
import styles from "./Page.module.css";

/** In groups of four, as it is typed over. */
export const grouped = (secret: string): string => secret.match(/.{1,4}/g)?.join(" ") ?? "";

interface Props {
  readonly present: boolean;
  onEnrolled(enrolled: Enrolled): void;
}

/** Sets up an authenticator app: the code to scan, the same as text, and the proof that it works. */
export function TotpSetup({ present, onEnrolled }: Props) {
  const { t } = useWords();
  const [pending, setPending] = useState<PendingTotp | null>(null);
  const [code, setCode] = useState("");
  const task = useTask();
  if (!pending) {
    return (
      <>
        <Fault reason={task.fault} />
        <Button
          disabled={task.busy}
          onClick={() => void task.run(async () => setPending(await identityApi.beginTotp()))}
        >
          {present ? t.account.replaceApp : t.account.setUpApp}
        </Button>
      </>
    );
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void task.run(async () => {
      const enrolled = await identityApi.confirmTotp(code.trim());
      setPending(null);
      onEnrolled(enrolled);
    });
  };
  return (
    <form className={styles.plain} onSubmit={submit} aria-label={t.account.app}>
      <p>{t.account.scan}</p>
      <div className={styles.qr}>
        <img src={`data:image/svg+xml,${encodeURIComponent(pending.qrSvg)}`} alt={t.account.qrAlt} />
      </div>
      <p>{t.account.secret}</p>
      <code className={styles.secret} data-testid="totp-secret">
        {grouped(pending.secret)}
      </code>
      <div className={styles.row}>
        <CopyButton text={pending.secret} what={t.account.secret} />
      </div>
      <Fault reason={task.fault} />
      <CodeField focus value={code} onChange={setCode} />
      <div className={styles.row}>
        <Button type="submit" look="primary" disabled={task.busy}>
          {t.account.confirm}
        </Button>
        <Button onClick={() => setPending(null)}>{t.account.cancel}</Button>
      </div>
    </form>
  );
}
