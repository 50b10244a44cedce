// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../i18n/i18n";
import { Estimate } from "../../ui/Estimate";
import { LevelBadge } from "../../ui/LevelBadge";
import { Measured } from "../../ui/Measured";
import type { HistoryPoint } from "./chart";
import styles from "./HistoryTable.module.css";

interface Props {
  readonly points: readonly HistoryPoint[];
  readonly label: string;
  /** Longer than a day, so that the time alone does not tell the moment. */
  readonly days: boolean;
}

/** The chart's numbers, newest first. */
export function HistoryTable({ points, label, days }: Props) {
  const { t, f } = useWords();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
    <section className={styles.scroll} aria-label={label} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t.area.time}</th>
            <th scope="col">{t.area.persons}</th>
            <th scope="col">{t.areas.density}</th>
            <th scope="col">{t.levelHeading}</th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => (
            <tr key={point.start}>
              <th scope="row">{days ? f.dateTime(point.start) : f.time(point.start)}</th>
              <td>
                <Estimate shown={f.band(point.persons, point.lower, point.upper)} />
              </td>
              <td>
                <Measured shown={f.density(point.density, Number.NaN)} />
              </td>
              <td>
                <LevelBadge level={point.level} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
