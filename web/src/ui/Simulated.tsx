// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { createContext, type ReactNode, useContext } from "react";
import { saying } from "../i18n/language";
import styles from "./Simulated.module.css";

const useWords = saying({
  nl: {
    word: "Simulatie",
    rest: "Verzonnen stad met bekende waarheid. Dit zijn geen echte mensen en geen echte tellingen.",
    label: "Simulatie",
  },
  en: {
    word: "Simulation",
    rest: "An invented city of which the truth is known. These are not real people and not real counts.",
    label: "Simulation",
  },
});

const SimulatedContext = createContext(false);

/** The word to put before a title when the city is simulated; nothing when it is real. */
export function useSimulated(): string {
  const { t } = useWords();
  return useContext(SimulatedContext) ? t.word : "";
}

/** Says over the whole page, for good and on paper too, that the city is invented. */
export function Simulated({ is, children }: { is: boolean; children: ReactNode }) {
  return (
    <SimulatedContext value={is}>
      {is ? <Ribbon /> : null}
      {children}
    </SimulatedContext>
  );
}

function Ribbon() {
  const { t } = useWords();
  return (
    <aside className={styles.ribbon} aria-label={t.label} data-testid="simulated">
      <span className={styles.word}>{t.word}</span>
      <span>{t.rest}</span>
    </aside>
  );
}
