// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type ReactNode, useEffect, useId, useRef } from "react";
import { saying } from "../i18n/language";
import { Button } from "./Button";
import styles from "./Dialog.module.css";

const useWords = saying({ nl: { close: "Sluiten" }, en: { close: "Close" } });

interface Props {
  readonly title: string;
  readonly wide?: boolean;
  readonly testId?: string;
  readonly children: ReactNode;
  onClose(): void;
}

/** A modal dialog for as long as it is rendered: the browser keeps focus inside and gives it back after. */
export function Dialog({ title, wide = false, testId, children, onClose }: Props) {
  const { t } = useWords();
  const id = useId();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    if (dialog && !dialog.open) dialog.showModal();
    dialog?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={`${styles.dialog} ${wide ? styles.wide : ""}`}
      aria-labelledby={id}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        <Button look="square" aria-label={t.close} title={t.close} onClick={onClose}>
          <span aria-hidden="true">✕</span>
        </Button>
      </div>
      <div className={styles.body}>{children}</div>
    </dialog>
  );
}
