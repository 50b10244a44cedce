// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { Button } from "../../ui/Button";
import { CopyButton } from "../../ui/CopyButton";
import { Dialog } from "../../ui/Dialog";
import { Notice } from "../../ui/Notice";
import styles from "../parts.module.css";
import type { Invitation } from "../types";
import { useWords } from "../words";

/** A one-time link, shown once. */
export function LinkDialog({ invitation, onClose }: { invitation: Invitation; onClose(): void }) {
  const { t, moment } = useWords();
  const { account, link, expiresAt } = invitation;
  return (
    <Dialog title={t.accounts.linkFor(account.name)} onClose={onClose} testId="link-dialog" wide>
      <Notice tone="warn">
        <p>{t.accounts.linkWhat}</p>
      </Notice>
      <code className={styles.secret} data-testid="one-time-link">
        {link}
      </code>
      <p>{t.accounts.linkUntil(moment(expiresAt))}</p>
      <div className={styles.row}>
        <CopyButton text={link} what={t.accounts.link} />
        <Button look="primary" onClick={onClose}>
          {t.accounts.done}
        </Button>
      </div>
    </Dialog>
  );
}
