// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ExplanationJson, ImprovementJson } from "../../api/types";
import { useWords } from "../../i18n/i18n";
import { HALF_BAND } from "../../picture/picture";
import { Section } from "../../ui/Section";
import styles from "./Origin.module.css";

const PARTS = ["measured", "modelled", "assumed"] as const;
type Part = (typeof PARTS)[number];

/** Above this share one part is what a number mostly is. */
const MOSTLY = 0.6;
/** An assumption is told of sooner: nobody has looked there. */
const MOSTLY_ASSUMED = 0.4;

/** What a number mostly is, for one sentence. */
export function mostly(explanation: ExplanationJson): Part | "mixed" {
  if (explanation.assumedShare >= MOSTLY_ASSUMED) return "assumed";
  if (explanation.measuredShare >= MOSTLY) return "measured";
  return explanation.modelledShare >= MOSTLY ? "modelled" : "mixed";
}

/** How much of the number is measured, calculated and assumed, in a bar and in words, and what would narrow its band. */
export function Origin({ explanation, error }: { explanation: ExplanationJson; error: number }) {
  const { t, f } = useWords();
  const shares: Record<Part, number> = {
    measured: explanation.measuredShare,
    modelled: explanation.modelledShare,
    assumed: explanation.assumedShare,
  };
  return (
    <Section title={t.origin.heading}>
      <div data-testid="origin">
        <p className={styles.sentence}>{t.origin.mostly[mostly(explanation)]}</p>
        <div className={styles.bar} aria-hidden="true">
          {PARTS.map((part) => (
            <span key={part} data-part={part} style={{ flexGrow: shares[part] }} />
          ))}
        </div>
        <ul className={styles.list}>
          {PARTS.map((part) => (
            <li key={part}>
              <span className={styles.swatch} data-part={part} aria-hidden="true" />
              <strong>
                {f.percent(shares[part])} {t.origin[part].toLowerCase()}
              </strong>
              <span className={styles.hint}>{t.origin[`${part}Hint`]}</span>
            </li>
          ))}
        </ul>
        <Improvements improvements={explanation.improvements} error={error} />
      </div>
    </Section>
  );
}

/** What a further sensor would do, in persons: the one that helps most, and the others for who asks. */
function Improvements({ improvements, error }: { improvements: readonly ImprovementJson[]; error: number }) {
  const { t, f } = useWords();
  const helpful = improvements.filter(({ personsStandardError }) => personsStandardError < error * 0.95);
  const [best, ...others] = helpful;
  if (!best) return null;
  const sentence = ({ kind, placeName, personsStandardError }: ImprovementJson): string =>
    t.origin.narrows(
      t.origin[kind](placeName),
      f.half(HALF_BAND * error),
      f.half(HALF_BAND * personsStandardError),
    );
  return (
    <div className={styles.improve}>
      <h4>{t.origin.improve}</h4>
      <p data-testid="improvement">{sentence(best)}</p>
      {others.length > 0 ? (
        <details>
          <summary>{t.origin.otherwise}</summary>
          <ul>
            {others.slice(0, 4).map((other) => (
              <li key={`${other.kind} ${other.placeId}`}>{sentence(other)}</li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}
