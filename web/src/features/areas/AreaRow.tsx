// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { memo } from "react";
import { useWords } from "../../i18n/i18n";
import type { AreaReading } from "../../picture/picture";
import { Estimate } from "../../ui/Estimate";
import { LevelBadge } from "../../ui/LevelBadge";
import { LevelBand } from "../../ui/LevelBand";
import { Measured } from "../../ui/Measured";
import { ToneMark } from "../../ui/Notice";
import { QualityMark } from "../../ui/QualityMark";
import styles from "./AreaTable.module.css";
import type { AreaLine } from "./sort";

interface Props {
  readonly line: AreaLine;
  readonly now: number;
  readonly chosen: boolean;
  readonly reachable: boolean;
  onChoose(id: string): void;
}

function Row({ line, now, chosen, reachable, onChoose }: Props) {
  const { t, f } = useWords();
  const { info, reading, stopped } = line;
  const quality = reading?.quality ?? "missing";
  const doubt = reading?.doubt ?? "none";
  const stale = quality === "stale";
  const number = `${styles.number} ${stale ? styles.stale : ""}`;
  const age = reading && !Number.isNaN(reading.end) ? f.duration(Math.max(0, now - reading.end)) : null;
  return (
    <tr className={styles.row} data-chosen={chosen} data-area={info.id} onClick={() => onChoose(info.id)}>
      <th scope="row" className={styles.name}>
        <button type="button" tabIndex={reachable ? 0 : -1} aria-current={chosen ? "true" : undefined}>
          {info.name}
        </button>
      </th>
      <td>
        <LevelBadge level={reading?.level ?? 0} stale={stale} />
        {reading ? <LevelBand {...bandOfReading(reading)} starts={line.starts} /> : null}
      </td>
      <td className={number}>
        <Persons reading={reading} />
      </td>
      <td className={number}>
        <Measured stacked bare shown={reading && f.density(reading.density, reading.densityError)} />
      </td>
      <td className={number}>
        <Measured stacked bare shown={reading && f.flow(reading.flow, reading.flowError)} />
      </td>
      <td className={styles.data}>
        {stopped ? (
          <span className={styles.stopped}>
            <ToneMark tone="alarm" size={14} />
            {t.governed.stopped}
          </span>
        ) : line.lost ? (
          <span className={styles.lost} title={line.lost}>
            <ToneMark tone="alarm" size={14} />
            {t.sources.rowLost}
          </span>
        ) : (
          <QualityMark quality={quality} doubt={doubt} wordless={quality === "good" && doubt === "none"} />
        )}
        {age ? <span className={quality === "good" ? styles.fresh : styles.old}>{age}</span> : null}
      </td>
    </tr>
  );
}

const bandOfReading = ({ persons, lower, upper }: AreaReading) => ({ value: persons, lower, upper });

/** How many there are, or that there are fewer than may be told. */
function Persons({ reading }: { reading: AreaReading | null }) {
  const { t, f } = useWords();
  const k = reading?.fewerThan ?? Number.NaN;
  if (!Number.isNaN(k)) {
    return (
      <span title={t.qualityHint.withheld}>
        <span aria-hidden="true">{`<${f.number(k)}`}</span>
        <span className="visually-hidden">{t.governed.fewerThan(f.number(k))}</span>
      </span>
    );
  }
  if (reading?.quality === "withheld") return <span title={t.qualityHint.withheld}>{t.governed.tooFew}</span>;
  return <Estimate stacked shown={reading && f.band(reading.persons, reading.lower, reading.upper)} />;
}

export const AreaRow = memo(
  Row,
  (a, b) =>
    a.line.info === b.line.info &&
    a.line.reading === b.line.reading &&
    a.line.stopped === b.line.stopped &&
    a.line.lost === b.line.lost &&
    a.now === b.now &&
    a.chosen === b.chosen &&
    a.reachable === b.reachable,
);
