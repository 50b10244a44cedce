// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { ApiProblem, Unreachable } from "../api/http";
import { saying } from "../i18n/language";
import { Notice } from "./Notice";
import styles from "./Notice.module.css";

const useWords = saying({
  nl: {
    unreachable: "De server is niet bereikbaar. Controleer de verbinding en probeer het opnieuw.",
    unforeseen: "Er ging iets mis dat hier niet voorzien is.",
    wait: (duration: string) => `Probeer het over ${duration} opnieuw.`,
    reference: "Verwijzing voor het logboek:",
  },
  en: {
    unreachable: "The server cannot be reached. Check the connection and try again.",
    unforeseen: "Something went wrong that was not foreseen here.",
    wait: (duration: string) => `Try again in ${duration}.`,
    reference: "Reference for the log:",
  },
});

/** What went wrong, in the server's own words, with the reference by which its log tells more. Spoken at once. */
export function Fault({ reason, title }: { reason: unknown; title?: string }) {
  const { t, f } = useWords();
  if (reason === null || reason === undefined) return <div role="alert" />;
  const problem = reason instanceof ApiProblem ? reason : null;
  const detail = problem ? problem.message : reason instanceof Unreachable ? t.unreachable : t.unforeseen;
  return (
    <div role="alert">
      <Notice tone="alarm" testId="fault" {...(title ? { title } : {})}>
        <p>{detail}</p>
        {problem?.retryAfterS ? <p>{t.wait(f.durationLong(problem.retryAfterS * 1000))}</p> : null}
        {problem?.reference ? (
          <p className={styles.reference}>
            {t.reference} <code>{problem.reference}</code>
          </p>
        ) : null}
      </Notice>
    </div>
  );
}
