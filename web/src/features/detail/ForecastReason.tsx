// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ForecastExplanationJson } from "../../api/forecast";
import { type FanPoint, peakOf } from "../../forecast/fan";
import { issuesOfAreas } from "../../forecast/issues";
import { useWords } from "../../i18n/i18n";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { useFetched } from "../../state/useFetched";
import { Section } from "../../ui/Section";
import styles from "./ForecastReason.module.css";

const DAY = 86_400_000;
/** A smaller change is not worth a line. */
const UNNAMED = 0.005;

/** Why so many are foreseen: of the moment on the screen, or else of the busiest one of the next 24 hours. */
export function ForecastReason({
  areaId,
  points,
  now,
}: {
  areaId: string;
  points: readonly FanPoint[];
  now: number;
}) {
  const session = useSession();
  const other = useStore(session.elsewhen);
  const issues = useStore(session.forecasts, issuesOfAreas);
  const explained = useStore(
    session.forecasts,
    (forecasts) => forecasts?.explained === (forecasts?.latest?.number ?? 0),
  );
  const refused = useStore(session.refused);
  const peak = peakOf(points.filter(({ start }) => start < now + DAY));
  const at = other?.isAhead ? other.at : (peak?.start ?? null);
  const why = useFetched(
    at === null || !explained ? null : `${areaId}/${issues}/${at}`,
    (signal) => session.api.forecastExplanation(areaId, at ?? 0, signal),
    `${areaId}/${refused}`,
  );
  // Where a server cannot explain, nothing is said: the forecast stands by itself.
  return why.value ? <Reason why={why.value} /> : null;
}

/** The sentence, and each cause with its figure and how it is known. */
export function Reason({ why }: { why: ForecastExplanationJson }) {
  const { t, f, language } = useWords();
  const causes = why.contributions.filter(({ factor }) => Math.abs(factor - 1) >= UNNAMED);
  const own = (english: string, dutch: string): string => (language === "nl" ? dutch : english);
  return (
    <Section title={t.ahead.why}>
      <div data-testid="forecast-reason">
        <p className={styles.when}>{t.ahead.whyAt(f.dayTime(Date.parse(why.time)))}</p>
        {why.sentence ? <p>{own(why.sentence, why.sentenceNl)}</p> : null}
        {causes.length > 0 ? (
          <ul className={styles.list}>
            {causes.map((one) => (
              <li key={`${one.cause} ${one.words}`}>
                <span>{own(one.words, one.wordsNl)}</span>
                <strong>{signed(one.factor, f.locale)}</strong>
                <span className={styles.basis}>{t.ahead.basis[one.basis] ?? one.basis}</span>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </Section>
  );
}

/** A factor as a change: 1.2 is "+20 %". From a doubling on it stays readable as a change too. */
export function signed(factor: number, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: "percent",
    maximumFractionDigits: 0,
    signDisplay: "exceptZero",
  }).format(factor - 1);
}
