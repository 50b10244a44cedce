// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { FanPoint } from "../../forecast/fan";
import { useWords } from "../../i18n/i18n";
import { Estimate } from "../../ui/Estimate";
import { LevelBadge } from "../../ui/LevelBadge";
import { ScrollingTable } from "../../ui/ScrollingTable";
import styles from "./FanTable.module.css";

interface Props {
  readonly points: readonly FanPoint[];
  readonly label: string;
  onPick(at: number): void;
}

/** Everything that the fan tells, one row per step; the time of a row shows that moment on the screen. */
export function FanTable({ points, label, onPick }: Props) {
  const { t, f } = useWords();
  const { area, ahead } = t;
  return (
    <div className={styles.room}>
      <ScrollingTable
        label={label}
        columns={[area.time, ahead.expected, ahead.wide, ahead.usual, ahead.likely45, t.levelHeading]}
        caption={<caption className={styles.caption}>{label}</caption>}
      >
        {points.map((point) => (
          <tr key={point.start}>
            <th scope="row">
              <button type="button" className={styles.time} onClick={() => onPick(point.start)}>
                {f.dateTime(point.start)}
              </button>
            </th>
            <td>
              {Number.isNaN(point.fewerThan) ? (
                <Estimate shown={f.band(point.median, point.lower80, point.upper80)} />
              ) : (
                t.governed.fewerThan(f.number(point.fewerThan))
              )}
            </td>
            <td>
              {Number.isNaN(point.lower95)
                ? t.unknown
                : `${f.number(Math.floor(point.lower95))}–${f.number(Math.ceil(point.upper95))}`}
            </td>
            <td>{Number.isNaN(point.reference) ? "–" : f.number(point.reference)}</td>
            <td>{Number.isNaN(point.likely45) ? "–" : f.chance(point.likely45)}</td>
            <td>
              <LevelBadge level={point.level} />
            </td>
          </tr>
        ))}
      </ScrollingTable>
    </div>
  );
}
