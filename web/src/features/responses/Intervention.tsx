// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { InterventionJson } from "../../api/room";
import { useParty } from "../../room/useParty";
import { useWords } from "../../room/words";
import { withAndWithout } from "./effect";
import styles from "./ResponsePanel.module.css";

/** One thing that is done: by whom, how long it takes, and what it is expected to change. */
export function Intervention({ intervention }: { intervention: InterventionJson }) {
  const { t, f, language } = useWords();
  const party = useParty();
  const { effect } = intervention;
  return (
    <li className={styles.intervention}>
      <p className={styles.title}>{language === "nl" ? intervention.titleNl : intervention.title}</p>
      <p className={styles.small}>
        {party(intervention.owner)} · {t.ready(f.durationLong(intervention.preparationMin * 60_000))}
      </p>
      {effect ? (
        <>
          <WithAndWithout effect={effect} />
          <p className={styles.small}>
            {language === "nl" ? intervention.effectSentenceNl : intervention.effectSentence}
          </p>
        </>
      ) : (
        <p className={styles.small}>{t.noEffect}</p>
      )}
    </li>
  );
}

/** Two bars: what is expected without it, and with it, with the range in which that lies. */
function WithAndWithout({ effect }: { effect: NonNullable<InterventionJson["effect"]> }) {
  const { t, f } = useWords();
  const { full, expected, from, to } = withAndWithout(effect);
  const quantity = t.quantities[effect.quantity] ?? effect.quantity;
  return (
    <div className={styles.compare} data-testid="with-and-without">
      <p className={styles.small}>{t.compare(quantity)}</p>
      <div className={styles.bar}>
        <span>{t.without}</span>
        <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
          <rect className={styles.untreated} width={full} height="10" />
        </svg>
        <span>{f.percent(1)}</span>
      </div>
      <div className={styles.bar}>
        <span>{t.with}</span>
        <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
          <rect className={styles.treated} width={expected} height="10" />
          <rect className={styles.range} x={from} y="4" width={Math.max(0.8, to - from)} height="2" />
        </svg>
        <span>
          {f.percent(1 + effect.change)}{" "}
          <span className={styles.small}>
            {t.chanceBand(f.percent(1 + effect.lower), f.percent(1 + effect.upper))}
          </span>
        </span>
      </div>
    </div>
  );
}
