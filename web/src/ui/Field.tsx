// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type ComponentProps, type ReactNode, useId } from "react";
import styles from "./Field.module.css";

interface Common {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with what was filled in; spoken with the field. */
  readonly fault?: string | null | undefined;
}

interface Described {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": true | undefined;
}

function Frame({ label, hint, fault, children }: Common & { children(field: Described): ReactNode }) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", fault ? `${id}-fault` : ""].filter(Boolean).join(" ");
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {hint ? (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      ) : null}
      {children({
        id,
        "aria-describedby": described || undefined,
        "aria-invalid": fault ? true : undefined,
      })}
      {fault ? (
        <p id={`${id}-fault`} className={styles.fault}>
          <span aria-hidden="true">▲</span>
          {fault}
        </p>
      ) : null}
    </div>
  );
}

export function TextField({
  label,
  hint,
  fault,
  look,
  ...input
}: Common & { look?: "code" } & Omit<ComponentProps<"input">, "id">) {
  return (
    <Frame label={label} hint={hint} fault={fault}>
      {(field) => (
        <input
          type="text"
          className={`${styles.input} ${look === "code" ? styles.code : ""}`}
          {...input}
          {...field}
        />
      )}
    </Frame>
  );
}

export function TextArea({ label, hint, fault, ...area }: Common & Omit<ComponentProps<"textarea">, "id">) {
  return (
    <Frame label={label} hint={hint} fault={fault}>
      {(field) => <textarea className={styles.input} {...area} {...field} />}
    </Frame>
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

export function SelectField({
  label,
  hint,
  fault,
  options,
  ...select
}: Common & { options: readonly Option[] } & Omit<ComponentProps<"select">, "id">) {
  return (
    <Frame label={label} hint={hint} fault={fault}>
      {(field) => (
        <select className={styles.input} {...select} {...field}>
          {options.map(({ value, label: text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}

export function CheckField({ label, ...input }: { label: ReactNode } & ComponentProps<"input">) {
  return (
    <label className={styles.check}>
      <input type="checkbox" {...input} />
      <span>{label}</span>
    </label>
  );
}
