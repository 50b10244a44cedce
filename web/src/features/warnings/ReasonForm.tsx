// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type FormEvent, useEffect, useRef, useState } from "react";
import { useWords } from "../../room/words";
import { Button } from "../../ui/Button";
import { TextArea } from "../../ui/Field";
import styles from "./ReasonForm.module.css";

interface Props {
  readonly label: string;
  readonly confirm: string;
  readonly needed: boolean;
  readonly busy: boolean;
  /** It cannot be done now, for instance because the screen is not live. */
  readonly disabled?: boolean;
  /** What was written before; it is not lost when somebody else was first. */
  readonly text: string;
  /** It was asked for here, and takes the keyboard; not when it was begun before and is only shown again. */
  readonly grabs?: boolean;
  onText(text: string): void;
  onConfirm(): void;
  onCancel(): void;
}

/** Asks for a reason in a few words; Ctrl+Enter confirms, Escape goes back. */
export function ReasonForm({
  label,
  confirm,
  needed,
  busy,
  disabled = false,
  text,
  grabs = true,
  onText,
  onConfirm,
  onCancel,
}: Props) {
  const { t } = useWords();
  const [isMissing, setMissing] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it comes
  useEffect(() => {
    const before = document.activeElement;
    const around = form.current?.closest("[data-warning]") ?? form.current?.parentElement;
    if (grabs) {
      form.current?.querySelector("textarea")?.focus();
      form.current?.scrollIntoView({ block: "nearest" });
    }
    return () => {
      // When the form goes, the keyboard goes back to where it came from, or to what stands there now.
      if (document.activeElement !== document.body) return;
      const isBack = before instanceof HTMLElement && before !== document.body && before.isConnected;
      const back = isBack ? before : around?.querySelector<HTMLElement>("[data-card], button:not(:disabled)");
      back?.focus();
    };
  }, []);
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (needed && text.trim() === "") setMissing(true);
    else if (!busy && !disabled) onConfirm();
  };
  return (
    <form
      ref={form}
      className={styles.form}
      aria-label={confirm}
      onSubmit={submit}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") onCancel();
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
      }}
    >
      <TextArea
        label={needed ? label : `${label} ${t.optional}`}
        fault={isMissing && text.trim() === "" ? t.reasonNeeded : null}
        value={text}
        rows={2}
        maxLength={1900}
        required={needed}
        onChange={(event) => onText(event.target.value)}
      />
      <div className={styles.buttons}>
        <Button type="submit" look="primary" disabled={busy || disabled}>
          {busy ? t.busy : confirm}
        </Button>
        <Button onClick={onCancel}>{t.cancel}</Button>
      </div>
    </form>
  );
}
