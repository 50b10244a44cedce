// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../i18n/i18n";
import { Estimate } from "../../ui/Estimate";
import { LevelBadge } from "../../ui/LevelBadge";
import { Measured } from "../../ui/Measured";
import { ScrollingTable } from "../../ui/ScrollingTable";
import type { HistoryPoint } from "./chart";

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
    <ScrollingTable label={label} columns={[t.area.time, t.area.persons, t.areas.density, t.levelHeading]}>
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
    </ScrollingTable>
  );
}
