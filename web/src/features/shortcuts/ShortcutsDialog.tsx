// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useEffect, useRef } from "react";
import { useWords } from "../../i18n/i18n";
import { Button } from "../../ui/Button";
import styles from "./ShortcutsDialog.module.css";

interface Props {
  readonly open: boolean;
  /** Whether single keys do anything: who dictates or types by accident turns them off (WCAG 2.1.4). */
  readonly enabled: boolean;
  onEnable(enabled: boolean): void;
  onClose(): void;
}

/** The keys, and how to read doubt on this screen. */
export function ShortcutsDialog({ open, enabled, onEnable, onClose }: Props) {
  const { t } = useWords();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    if (open && dialog && !dialog.open) dialog.showModal();
    if (!open && dialog?.open) dialog.close();
  }, [open]);
  return (
    <dialog ref={ref} className={styles.dialog} aria-labelledby="shortcuts-heading" onClose={onClose}>
      <div className={styles.head}>
        <h2 id="shortcuts-heading">{t.shortcuts.heading}</h2>
        <Button onClick={onClose}>{t.shortcuts.close}</Button>
      </div>
      <label className={styles.enable}>
        <input type="checkbox" checked={enabled} onChange={(event) => onEnable(event.target.checked)} />
        {t.shortcuts.enabled}
      </label>
      <dl className={styles.keys}>
        {t.shortcuts.keys.map(([keys, meaning]) => (
          <div key={keys} style={{ display: "contents" }}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <h2>{t.shortcuts.reading}</h2>
      <ul className={styles.notes}>
        {t.shortcuts.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </dialog>
  );
}
