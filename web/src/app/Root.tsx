// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useEffect, useState } from "react";
import { api } from "../api/client";
import { useWords } from "../i18n/i18n";
import { LanguageProvider } from "../i18n/language";
import { IdentityHost } from "../identity/IdentityHost";
import { ended, refresh, who } from "../identity/identity";
import { roomOf } from "../room/make";
import type { Room } from "../room/room";
import { SessionContext } from "../state/context";
import { Session } from "../state/session";
import { loadStatics } from "../state/statics";
import { useStore } from "../state/store";
import { Button } from "../ui/Button";
import { Simulated } from "../ui/Simulated";
import { App } from "./App";
import styles from "./Root.module.css";
import { useBadgedTitle } from "./title";

type Loaded = { state: "loading" } | { state: "failed"; why: string } | { state: "ready"; session: Session };

/**
 * For whom the screen is: an account, or "" for anybody; null before that is known. Of a session that ended by itself
 * the screen stays, until somebody signs in again.
 */
function usePrincipal(): string | null {
  const [principal, setPrincipal] = useState<string | null>(null);
  useEffect(() => {
    const take = (): void => {
      const session = who.get();
      if (session?.stage === "complete") setPrincipal(session.account?.id ?? "");
      else if (session && ended.get() === null) setPrincipal("");
    };
    const stop = who.subscribe(take);
    take();
    // A server that cannot say who is signed in shows what anybody may see.
    refresh().catch(() => setPrincipal((now) => now ?? ""));
    return stop;
  }, []);
  return principal;
}

function useLoaded(): [Loaded, () => void] {
  const [loaded, setLoaded] = useState<Loaded>({ state: "loading" });
  const [attempt, setAttempt] = useState(0);
  const principal = usePrincipal();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt loads again
  useEffect(() => {
    if (principal === null) return;
    let session: Session | null = null;
    let gone = false;
    setLoaded({ state: "loading" });
    loadStatics(api).then(
      (statics) => {
        if (gone) return;
        session = new Session(api, statics, roomOf);
        session.start();
        setLoaded({ state: "ready", session });
      },
      (reason: unknown) => setLoaded({ state: "failed", why: reason instanceof Error ? reason.message : "" }),
    );
    return () => {
      gone = true;
      session?.stop();
    };
  }, [attempt, principal]);
  return [loaded, () => setAttempt((n) => n + 1)];
}

/** When the session ends, or begins again, everything is fetched again as who is signed in now. */
function useRenewal(session: Session | null): void {
  useEffect(() => {
    if (!session) return;
    let before = ended.get();
    return ended.subscribe(() => {
      const now = ended.get();
      if ((now === null) !== (before === null)) session.renew();
      before = now;
    });
  }, [session]);
}

/** Loads the city, then hands the screen its words and its session. */
export function Root() {
  const [loaded, retry] = useLoaded();
  const zone = loaded.state === "ready" ? loaded.session.statics.city.timeZone : "UTC";
  useRenewal(loaded.state === "ready" ? loaded.session : null);
  return (
    <LanguageProvider zone={zone}>
      {loaded.state === "ready" ? (
        <SessionContext value={loaded.session}>
          <Simulated is={loaded.session.statics.city.simulated}>
            <Titled name={loaded.session.statics.city.name} room={loaded.session.room} />
            <App />
          </Simulated>
        </SessionContext>
      ) : (
        <Waiting why={loaded.state === "failed" ? loaded.why : null} onRetry={retry} />
      )}
      <IdentityHost />
    </LanguageProvider>
  );
}

/** The page's title, in the reader's language, with how many warnings nobody has looked at yet. */
function Titled({ name, room }: { name: string; room: Room }) {
  const unseen = useStore(room.warnings)?.warnings.filter(({ state }) => state === "raised").length ?? 0;
  useBadgedTitle(unseen, name, "Baken");
  return null;
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
