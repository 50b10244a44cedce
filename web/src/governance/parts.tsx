// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type ReactNode, useEffect, useRef } from "react";
import type { Fetched } from "../state/useFetched";
import { Fault } from "../ui/Fault";
import type { Tone } from "../ui/Notice";
import { ToneTag } from "../ui/ToneTag";
import styles from "./parts.module.css";
import type { Standing } from "./types";
import { useWords } from "./words";

/** A screen under its title; the title takes the focus, so that a reader who cannot see it hears where they are. */
export function Screen({
  title,
  intro,
  action,
  above,
  children,
}: {
  title: string;
  intro?: string;
  action?: ReactNode;
  above?: ReactNode;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div className={styles.screen}>
      <div className={styles.head}>
        {above}
        <div className={styles.titleRow}>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {action}
        </div>
        {intro ? <p className={styles.intro}>{intro}</p> : null}
      </div>
      {children}
    </div>
  );
}

/** What was fetched, or that it is on its way, or why it cannot be had. */
export function Loaded<T>({ fetched, children }: { fetched: Fetched<T>; children(value: T): ReactNode }) {
  const { t } = useWords();
  return (
    <>
      {fetched.state === "failed" ? <Fault reason={fetched.reason} /> : null}
      {fetched.value !== null ? (
        children(fetched.value)
      ) : fetched.state === "loading" ? (
        <p role="status">{t.loading}</p>
      ) : null}
    </>
  );
}

const TONES: Record<string, Tone> = { active: "good", "not-yet-valid": "info" };

export function StandingTag({ standing }: { standing: Standing }) {
  const { word } = useWords();
  return (
    <ToneTag
      tone={TONES[standing.state] ?? "alarm"}
      label={word("state", standing.state)}
      testId="standing"
    />
  );
}

interface Column {
  readonly label: string;
  readonly number?: boolean;
}

/** A table that scrolls sideways by itself when it does not fit, also by keyboard. */
export function Table({
  label,
  columns,
  children,
}: {
  label: string;
  columns: readonly Column[];
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
    <section className={styles.scroll} aria-label={label} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.label} scope="col" className={column.number ? styles.number : undefined}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
