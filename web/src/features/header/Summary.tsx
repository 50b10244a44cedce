// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ReactNode } from "react";
import { useWords } from "../../i18n/i18n";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { useClock } from "../../state/useClock";
import { Measured } from "../../ui/Measured";
import styles from "./Summary.module.css";

function Figure({
  label,
  tone,
  children,
}: {
  label: string;
  tone?: "high" | "doubt" | undefined;
  children: ReactNode;
}) {
  return (
    <div className={styles.figure} data-tone={tone}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The city in four figures: persons, areas above the limit, sensors that are fresh, age of the newest count. */
export function Summary() {
  const { t, f } = useWords();
  const session = useSession();
  const picture = useStore(session.shown);
  const past = useStore(session.past);
  const clock = useClock(session);
  if (!picture) return null;
  const { summary } = picture;
  const seen = past ? past.at : clock;
  const partly = summary.areasKnown < summary.areas;
  return (
    <dl className={styles.list} aria-label={t.summary.label}>
      <Figure
        label={
          partly
            ? t.summary.areasKnown(f.number(summary.areasKnown), f.number(summary.areas))
            : t.summary.persons
        }
      >
        <Measured shown={f.persons(summary.persons, summary.personsError)} />
        {partly ? <span className={styles.of}> {t.areas.persons.toLowerCase()}</span> : null}
      </Figure>
      <Figure label={t.summary.above} tone={summary.areasAboveLimit > 0 ? "high" : undefined}>
        {summary.areasKnown === 0 ? (
          <Measured shown={null} />
        ) : (
          <>
            {f.number(summary.areasAboveLimit)}{" "}
            <span className={styles.of}>/ {f.number(summary.areasKnown)}</span>
          </>
        )}
      </Figure>
      <Figure label={t.summary.sensors} tone={summary.fresh < summary.datastreams ? "doubt" : undefined}>
        {f.number(summary.fresh)} <span className={styles.of}>/ {f.number(summary.datastreams)}</span>
      </Figure>
      <Figure label={t.summary.age}>
        {Number.isNaN(summary.newest) ? (
          <span className={styles.of}>{t.summary.noAge}</span>
        ) : (
          f.duration(Math.max(0, seen - summary.newest))
        )}
      </Figure>
    </dl>
  );
}
