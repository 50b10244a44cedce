// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ReactNode } from "react";
import styles from "./ScrollingTable.module.css";

interface Props {
  readonly label: string;
  readonly columns: readonly string[];
  /** Rows of which the first cell is a heading. */
  readonly children: ReactNode;
  readonly caption?: ReactNode;
}

/** A table of numbers that scrolls by itself, with headings that stay. */
export function ScrollingTable({ label, columns, children, caption }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
    <section className={styles.scroll} aria-label={label} tabIndex={0}>
      <table className={styles.table}>
        {caption}
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
