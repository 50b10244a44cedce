// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../i18n/i18n";
import styles from "./FanLegend.module.css";

/** What the lines and the bands of the chart mean, each with how it is drawn. */
export function FanLegend({ reference }: { reference: boolean }) {
  const { t } = useWords();
  const { measured, median, band80, band95, reference: usual, limit } = t.ahead.legend;
  const items: [string | undefined, string][] = [
    [styles.measured, measured],
    [styles.median, median],
    [styles.band80, band80],
    [styles.band95, band95],
    ...(reference ? [[styles.usual, usual] as [string | undefined, string]] : []),
    [styles.limit, limit],
  ];
  return (
    <ul className={styles.legend}>
      {items.map(([look, word]) => (
        <li key={word}>
          <span className={`${styles.sample} ${look ?? ""}`} aria-hidden="true" />
          {word}
        </li>
      ))}
    </ul>
  );
}
