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
  const age =
    reading && !reading.foreseen && !Number.isNaN(reading.end)
      ? f.duration(Math.max(0, now - reading.end))
      : null;
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
        <Plain value={reading?.density} decimals={2} />
      </td>
      <td className={number}>
        <Plain value={reading?.flow} decimals={1} />
      </td>
      <td className={styles.data}>
        {reading?.foreseen ? (
          <span
            className={styles.foreseen}
            data-status={reading.foreseen}
            title={t.ahead.statusHint[reading.foreseen]}
          >
            {t.ahead.status[reading.foreseen]}
          </span>
        ) : stopped ? (
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

/** A number that follows from the persons beside it, whose band tells how sure it is. */
function Plain({ value = Number.NaN, decimals }: { value: number | undefined; decimals: number }) {
  const { f } = useWords();
  if (Number.isNaN(value)) return <Measured stacked shown={null} />;
  const least = 10 ** -decimals;
  return value > 0 && value < least / 2 ? `<${f.number(least, decimals)}` : f.number(value, decimals);
}

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
