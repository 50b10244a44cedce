// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../i18n/i18n";
import type { AreaReading } from "../../picture/picture";
import { useSession } from "../../state/context";
import type { AreaInfo } from "../../state/statics";
import { Estimate } from "../../ui/Estimate";
import { LevelBand } from "../../ui/LevelBand";
import { Measured } from "../../ui/Measured";
import styles from "./AreaPanel.module.css";

/** Persons, density, flow and the share of the capacity, each with its standard error. */
export function Figures({ info, reading }: { info: AreaInfo; reading: AreaReading | null }) {
  const { t, f } = useWords();
  const session = useSession();
  const shown = reading && f.band(reading.persons, reading.lower, reading.upper);
  const capacity = info.capacityPersons;
  const share = capacity && reading ? reading.persons / capacity : Number.NaN;
  return (
    <dl className={styles.figures}>
      <div className={`${styles.figure} ${styles.persons}`}>
        <dt>{t.area.persons}</dt>
        <dd data-testid="area-persons">
          {reading && !Number.isNaN(reading.fewerThan) ? (
            t.governed.fewerThan(f.number(reading.fewerThan))
          ) : reading?.quality === "withheld" ? (
            t.governed.tooFew
          ) : (
            <Estimate shown={shown} />
          )}
        </dd>
        {reading && shown?.lower && shown.upper ? (
          <dd className={styles.band}>
            <LevelBand
              large
              starts={session.statics.starts.get(info.id) ?? []}
              value={reading.persons}
              lower={reading.lower}
              upper={reading.upper}
            />
            {(reading.foreseen ? t.ahead.band : t.band.sentence)(shown.lower, shown.upper)}
          </dd>
        ) : null}
      </div>
      <div className={styles.figure}>
        <dt>{t.area.density}</dt>
        <dd>
          <Measured shown={reading && f.density(reading.density, reading.densityError)} />
          <span className={styles.unit}>{t.area.densityUnit}</span>
        </dd>
      </div>
      <div className={styles.figure}>
        <dt>{t.area.flow}</dt>
        <dd>
          {reading?.foreseen ? "–" : <Measured shown={reading && f.flow(reading.flow, reading.flowError)} />}
          <span className={styles.unit}>{t.area.flowUnit}</span>
        </dd>
      </div>
      <div className={styles.figure}>
        <dt>{t.area.capacity}</dt>
        <dd>
          {capacity === null ? "–" : Number.isNaN(share) ? t.unknown : f.percent(share)}
          <span className={styles.unit}>
            {capacity === null ? t.area.noCapacity : t.summary.of(f.number(capacity))}
          </span>
        </dd>
      </div>
    </dl>
  );
}
