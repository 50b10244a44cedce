// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type ReactNode, useId } from "react";
import styles from "./Section.module.css";

/** A part of a panel under its own small heading, with room for one control beside it. */
export function Section({
  title,
  action,
  children,
}: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div className={`overline ${styles.heading}`}>
        <h3 id={id} className={`overline ${styles.heading}`}>
          {title}
        </h3>
        {action}
      </div>
      {children}
    </section>
  );
}
