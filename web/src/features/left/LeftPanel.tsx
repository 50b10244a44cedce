// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type KeyboardEvent, lazy, Suspense, useRef } from "react";
import { useWords } from "../../i18n/i18n";
import { permitted } from "../../identity/identity";
import { standing } from "../../room/changes";
import { isEvent } from "../../room/eventMode";
import { useRoom } from "../../room/useRoom";
import { useWords as useRoomWords } from "../../room/words";
import { useSession } from "../../state/context";
import type { View } from "../../state/session";
import { isGone, tallyOf } from "../../state/sourceNews";
import { useStore } from "../../state/store";
import { AreaTable } from "../areas/AreaTable";
import { FlowTable } from "../flows/FlowTable";
import { LogBook } from "../logbook/LogBook";
import { SourceList } from "../sources/SourceList";
import { WarningsPanel } from "../warnings/WarningsPanel";
import styles from "./LeftPanel.module.css";

/** Only who plans fetches it. */
const PlanView = lazy(() => import("../plan/PlanView"));

const PARTS = {
  warnings: WarningsPanel,
  areas: AreaTable,
  flows: FlowTable,
  sources: SourceList,
  plan: PlanView,
  log: LogBook,
} as const;

const ALL: readonly View[] = ["warnings", "areas", "flows", "sources", "plan", "log"];
/** What is needed while an event goes on. */
const IN_EVENT: ReadonlySet<View> = new Set(["warnings", "areas", "log"]);

/** The left side: warnings, areas, flows, sources, the days ahead, or the log book; one of them at a time. */
export function LeftPanel() {
  const { t, f } = useWords();
  const session = useSession();
  const view = useStore(session.view);
  const hasFlows = useStore(session.flows, (flows) => (flows?.count ?? 0) > 0);
  const hasForecasts = useStore(session.forecasts, (forecasts) => forecasts !== null);
  const sources = useStore(session.sources) ?? [];
  const tabs = useRef<HTMLDivElement>(null);
  const gone = sources.filter(isGone).length;
  const room = useRoom();
  const state = useStore(room.standing);
  const event = useStore(isEvent);
  const mayRespond = useStore(permitted, (actions) => actions.has("respond"));
  const stands = standing(useStore(room.warnings)?.warnings ?? []);
  const isUnseen = stands.some((one) => one.state === "raised");
  const mayWarn = state === "ready" || state === "sign-in";
  const there: Record<View, boolean> = {
    warnings: mayWarn,
    areas: true,
    flows: hasFlows,
    sources: true,
    plan: hasForecasts,
    log: state === "ready" && mayRespond,
  };
  const views = ALL.filter((name) => (there[name] && (!event || IN_EVENT.has(name))) || name === view);
  const words = useRoomWords();
  const names: Record<View, string> = {
    warnings: words.t.tab,
    log: words.t.log.tab,
    areas: t.areas.heading,
    flows: t.flows.tab,
    sources: t.sources.tab,
    plan: t.areas.plan,
  };
  const { fresh, all: total } = tallyOf(sources);
  const move = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = views[(views.indexOf(view) + by + views.length) % views.length] ?? "areas";
    session.view.set(next);
    tabs.current?.querySelector<HTMLElement>(`[data-view=${next}]`)?.focus();
  };
  const Part = PARTS[view];
  return (
    <div className={styles.panel}>
      <div ref={tabs} role="tablist" aria-label={t.areas.views} className={styles.tabs} onKeyDown={move}>
        {views.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            data-view={name}
            aria-selected={name === view}
            aria-controls="left-part"
            tabIndex={name === view ? 0 : -1}
            className={styles.tab}
            onClick={() => session.view.set(name)}
          >
            {names[name]}
            {name === "warnings" && stands.length > 0 ? (
              <span className={styles.count} data-gone={isUnseen} data-testid="open-warnings">
                {f.number(stands.length)}
                <span className="visually-hidden"> {words.t.openWord}</span>
              </span>
            ) : null}
            {name === "sources" && sources.length > 0 ? (
              <span className={styles.count} data-gone={gone > 0}>
                {f.number(fresh)}/{f.number(total)}
              </span>
            ) : null}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id="left-part"
        tabIndex={-1}
        aria-labelledby={`tab-${view}`}
        className={styles.part}
      >
        <Suspense fallback={null}>
          <Part />
        </Suspense>
      </div>
    </div>
  );
}
