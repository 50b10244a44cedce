// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { flushSync } from "react-dom";
import { AreaPanel } from "../features/detail/AreaPanel";
import { Banners } from "../features/header/Banners";
import { Header } from "../features/header/Header";
import { LeftPanel } from "../features/left/LeftPanel";
import { MapBoundary } from "../features/map/MapBoundary";
import { ResponsePanel } from "../features/responses/ResponsePanel";
import { ShortcutsDialog } from "../features/shortcuts/ShortcutsDialog";
import { useShortcuts } from "../features/shortcuts/useShortcuts";
import { TimeBar } from "../features/timebar/TimeBar";
import { useWords } from "../i18n/i18n";
import { ask, ended, permitted } from "../identity/identity";
import { toggleEvent } from "../room/eventMode";
import { startSound } from "../room/sound";
import { usePresence } from "../room/usePresence";
import { useSession } from "../state/context";
import type { View } from "../state/session";
import { useStore } from "../state/store";
import styles from "./App.module.css";
import { remember, remembered } from "./memory";

/** The map is by far the largest part: the table is there, and usable, before it. */
const MapPanel = lazy(() => import("../features/map/MapPanel"));

/** Moves the focus to the first of these that is there. */
function focusOn(...selectors: readonly string[]): void {
  for (const selector of selectors) {
    const found = document.querySelector<HTMLElement>(selector);
    found?.focus();
    if (found) return;
  }
}

export function App() {
  const { t, language, setLanguage } = useWords();
  const session = useSession();
  const [help, setHelp] = useState(false);
  const view = useCallback(
    (name: View, ...selectors: readonly string[]) => {
      if (name === "flows" && !session.flows.get()?.count) return;
      if (name === "plan" && !session.forecasts.get()) return;
      const room = session.room.standing.get();
      if (name === "warnings" && room !== "ready" && room !== "sign-in") return;
      if (name === "log" && (room !== "ready" || !permitted.get().has("respond"))) return;
      flushSync(() => session.view.set(name));
      focusOn(...selectors);
    },
    [session],
  );
  const [keys, setKeys] = useState(() => remembered("keys") !== "off");
  useShortcuts(
    useMemo(
      () => ({
        "?": () => setHelp(true),
        "/": () => view("areas", "#areas-table tbody button[tabindex='0']"),
        w: () => view("warnings", "[data-card]", "#warnings-heading"),
        b: () => view("log", "[data-log-note]"),
        e: toggleEvent,
        f: () => view("flows", "#tab-flows"),
        s: () => view("sources", "#tab-sources"),
        v: () => view("plan", "#tab-plan"),
        m: () => focusOn("[data-pin][tabindex='0']"),
        t: () => focusOn("#time-slider"),
        n: () => session.lookAt(null),
        l: () => setLanguage(language === "nl" ? "en" : "nl"),
        p: () => {
          const replay = session.replay.get();
          if (replay && permitted.get().has("control-replay"))
            void session.changeReplay({ paused: !replay.paused }).catch(() => {});
        },
      }),
      [session, language, setLanguage, view],
    ),
    keys,
  );
  usePresence();
  useEffect(startSound, []);
  useEffect(() => {
    // What still waits for the server is gone with the tab: the browser asks first.
    const stay = (event: BeforeUnloadEvent): void => {
      if (session.room.notes.isWaiting) event.preventDefault();
    };
    window.addEventListener("beforeunload", stay);
    return () => window.removeEventListener("beforeunload", stay);
  }, [session]);
  const response = useStore(session.room.chosen);
  const hasResponse = useStore(
    session.room.responses,
    (found) => found?.responses.some(({ id }) => id === response) ?? false,
  );
  const gone = useStore(ended);
  useEffect(() => {
    if (gone !== null) void ask("sign-in");
  }, [gone]);
  return (
    <div className={styles.app}>
      <a className="skip-link" href="#left-part">
        {t.skip}
      </a>
      <div>
        <Header onHelp={() => setHelp(true)} />
        <Banners />
      </div>
      <main className={styles.main} data-wide={hasResponse}>
        <div className={styles.left}>
          <LeftPanel />
        </div>
        <div className={styles.centre}>
          <MapBoundary>
            <Suspense fallback={null}>
              <MapPanel />
            </Suspense>
          </MapBoundary>
        </div>
        <div className={styles.right}>{hasResponse ? <ResponsePanel /> : <AreaPanel />}</div>
      </main>
      <TimeBar />
      <ShortcutsDialog
        open={help}
        enabled={keys}
        onEnable={(enabled) => {
          remember("keys", enabled ? "on" : "off");
          setKeys(enabled);
        }}
        onClose={() => setHelp(false)}
      />
    </div>
  );
}
