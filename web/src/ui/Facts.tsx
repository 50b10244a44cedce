// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ReactNode } from "react";
import styles from "./Facts.module.css";

export interface Fact {
  readonly term: string;
  readonly fact: ReactNode;
  /** In smaller letters under the fact. */
  readonly why?: string | null | undefined;
}

/** Terms and what holds of them; those with nothing to say are left out. */
export function Facts({ facts }: { facts: readonly (Fact | null)[] }) {
  const shown = facts.filter((fact): fact is Fact => fact !== null && fact.fact !== "" && fact.fact !== null);
  return (
    <dl className={styles.facts}>
      {shown.map(({ term, fact, why }) => (
        <div key={term} className={styles.row}>
          <dt>{term}</dt>
          <dd>
            {fact}
            {why ? <p className={styles.reason}>{why}</p> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
