// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { AreaTable } from "../features/areas/AreaTable";
import { AreaPanel } from "../features/detail/AreaPanel";
import { Banners } from "../features/header/Banners";
import { Header } from "../features/header/Header";
import { MapBoundary } from "../features/map/MapBoundary";
import { ShortcutsDialog } from "../features/shortcuts/ShortcutsDialog";
import { useShortcuts } from "../features/shortcuts/useShortcuts";
import { TimeBar } from "../features/timebar/TimeBar";
import { useWords } from "../i18n/i18n";
import { ask, ended, permitted } from "../identity/identity";
import { useSession } from "../state/context";
import { useStore } from "../state/store";
import styles from "./App.module.css";
import { remember, remembered } from "./memory";

/** The map is by far the largest part: the table is there, and usable, before it. */
const MapPanel = lazy(() => import("../features/map/MapPanel"));

const focusOn = (selector: string): void => document.querySelector<HTMLElement>(selector)?.focus();

export function App() {
  const { t, language, setLanguage } = useWords();
  const session = useSession();
  const [help, setHelp] = useState(false);
  const [keys, setKeys] = useState(() => remembered("keys") !== "off");
  useShortcuts(
    useMemo(
      () => ({
        "?": () => setHelp(true),
        "/": () => focusOn("#areas-table tbody button[tabindex='0']"),
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
      [session, language, setLanguage],
    ),
    keys,
  );
  const gone = useStore(ended);
  useEffect(() => {
    if (gone !== null) void ask("sign-in");
  }, [gone]);
  return (
    <div className={styles.app}>
      <a className={styles.skip} href="#areas-heading">
        {t.skip}
      </a>
      <div>
        <Header onHelp={() => setHelp(true)} />
        <Banners />
      </div>
      <main className={styles.main}>
        <div className={styles.left}>
          <AreaTable />
        </div>
        <div className={styles.centre}>
          <MapBoundary>
            <Suspense fallback={null}>
              <MapPanel />
            </Suspense>
          </MapBoundary>
        </div>
        <div className={styles.right}>
          <AreaPanel />
        </div>
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
