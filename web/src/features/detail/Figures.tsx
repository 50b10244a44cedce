// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../i18n/i18n";
import type { AreaReading } from "../../picture/picture";
import type { AreaInfo } from "../../state/statics";
import { Measured } from "../../ui/Measured";
import styles from "./AreaPanel.module.css";

/** Persons, density, flow and the share of the capacity, each with its standard error. */
export function Figures({ info, reading }: { info: AreaInfo; reading: AreaReading | null }) {
  const { t, f } = useWords();
  const capacity = info.capacityPersons;
  const share = capacity && reading ? reading.persons / capacity : Number.NaN;
  return (
    <dl className={styles.figures}>
      <div className={styles.figure}>
        <dt>{t.area.persons}</dt>
        <dd>
          {reading && !Number.isNaN(reading.fewerThan) ? (
            t.governed.fewerThan(f.number(reading.fewerThan))
          ) : reading?.quality === "withheld" ? (
            t.governed.tooFew
          ) : (
            <Measured shown={reading && f.persons(reading.persons, reading.personsError)} />
          )}
        </dd>
      </div>
      <div className={styles.figure}>
        <dt>
          {t.area.density} <span className={styles.unit}>{t.area.densityUnit}</span>
        </dt>
        <dd>
          <Measured shown={reading && f.density(reading.density, reading.densityError)} />
        </dd>
      </div>
      <div className={styles.figure}>
        <dt>
          {t.area.flow} <span className={styles.unit}>{t.area.flowUnit}</span>
        </dt>
        <dd>
          <Measured shown={reading && f.flow(reading.flow, reading.flowError)} />
        </dd>
      </div>
      <div className={styles.figure}>
        <dt>{t.area.capacity}</dt>
        <dd>
          {capacity === null ? (
            <span className={styles.unit}>{t.area.noCapacity}</span>
          ) : (
            <>
              {Number.isNaN(share) ? t.unknown : f.percent(share)}{" "}
              <span className={styles.unit}>{t.summary.of(f.number(capacity))}</span>
            </>
          )}
        </dd>
      </div>
    </dl>
  );
}
