// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useCallback, useEffect, useMemo, useState } from "react";
import { api } from "../api/client";
import { type Language, makeFormat } from "../format/format";
import { DICTIONARIES, WordsContext } from "../i18n/i18n";
import { SessionContext } from "../state/context";
import { Session } from "../state/session";
import { loadStatics } from "../state/statics";
import { Button } from "../ui/Button";
import { App } from "./App";
import { firstLanguage } from "./language";
import { remember } from "./memory";
import styles from "./Root.module.css";

type Loaded = { state: "loading" } | { state: "failed"; why: string } | { state: "ready"; session: Session };

/** Loads the city, then hands the screen its words and its session. */
export function Root() {
  const [language, setLanguage] = useState<Language>(() => firstLanguage());
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

  const zone = loaded.state === "ready" ? loaded.session.statics.city.timeZone : "UTC";
  const words = useMemo(
    () => ({ language, t: DICTIONARIES[language], f: makeFormat(language, zone) }),
    [language, zone],
  );
  const change = useCallback((next: Language) => {
    remember("language", next);
    setLanguage(next);
  }, []);
  useEffect(() => {
    document.documentElement.lang = language;
    if (loaded.state === "ready") document.title = `${loaded.session.statics.city.name} · Baken`;
  }, [language, loaded]);

  if (loaded.state !== "ready") {
    return (
      <main className={styles.wait} role={loaded.state === "failed" ? "alert" : "status"}>
        <h1>{words.t.appName}</h1>
        {loaded.state === "loading" ? (
          <p>{words.t.loading}</p>
        ) : (
          <>
            <p>
              {words.t.failedToLoad} {loaded.why}
            </p>
            <Button look="primary" onClick={() => setAttempt((n) => n + 1)}>
              {words.t.tryAgain}
            </Button>
          </>
        )}
      </main>
    );
  }
  return (
    <WordsContext value={words}>
      <SessionContext value={loaded.session}>
        <App onLanguage={change} />
      </SessionContext>
    </WordsContext>
  );
}
