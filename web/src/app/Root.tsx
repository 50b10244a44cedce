// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useEffect, useState } from "react";
import { api } from "../api/client";
import { useWords } from "../i18n/i18n";
import { LanguageProvider } from "../i18n/language";
import { SessionContext } from "../state/context";
import { Session } from "../state/session";
import { loadStatics } from "../state/statics";
import { Button } from "../ui/Button";
import { App } from "./App";
import styles from "./Root.module.css";

type Loaded = { state: "loading" } | { state: "failed"; why: string } | { state: "ready"; session: Session };

function useLoaded(): [Loaded, () => void] {
  const [loaded, setLoaded] = useState<Loaded>({ state: "loading" });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt loads again
  useEffect(() => {
    let session: Session | null = null;
    let gone = false;
    setLoaded({ state: "loading" });
    loadStatics(api).then(
      (statics) => {
        if (gone) return;
        session = new Session(api, statics);
        session.start();
        setLoaded({ state: "ready", session });
      },
      (reason: unknown) => setLoaded({ state: "failed", why: reason instanceof Error ? reason.message : "" }),
    );
    return () => {
      gone = true;
      session?.stop();
    };
  }, [attempt]);
  return [loaded, () => setAttempt((n) => n + 1)];
}

/** Loads the city, then hands the screen its words and its session. */
export function Root() {
  const [loaded, retry] = useLoaded();
  const zone = loaded.state === "ready" ? loaded.session.statics.city.timeZone : "UTC";
  useEffect(() => {
    if (loaded.state === "ready") document.title = `${loaded.session.statics.city.name} · Baken`;
  }, [loaded]);
  return (
    <LanguageProvider zone={zone}>
      {loaded.state === "ready" ? (
        <SessionContext value={loaded.session}>
          <App />
        </SessionContext>
      ) : (
        <Waiting why={loaded.state === "failed" ? loaded.why : null} onRetry={retry} />
      )}
    </LanguageProvider>
  );
}

function Waiting({ why, onRetry }: { why: string | null; onRetry(): void }) {
  const { t } = useWords();
  return (
    <main className={styles.wait} role={why === null ? "status" : "alert"}>
      <h1>{t.appName}</h1>
      {why === null ? (
        <p>{t.loading}</p>
      ) : (
        <>
          <p>
            {t.failedToLoad} {why}
          </p>
          <Button look="primary" onClick={onRetry}>
            {t.tryAgain}
          </Button>
        </>
      )}
    </main>
  );
}
