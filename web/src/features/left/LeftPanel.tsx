// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type KeyboardEvent, lazy, Suspense, useRef } from "react";
import { useWords } from "../../i18n/i18n";
import { useSession } from "../../state/context";
import type { View } from "../../state/session";
import { isGone, tallyOf } from "../../state/sourceNews";
import { useStore } from "../../state/store";
import { AreaTable } from "../areas/AreaTable";
import { FlowTable } from "../flows/FlowTable";
import { SourceList } from "../sources/SourceList";
import styles from "./LeftPanel.module.css";

/** Only who plans fetches it. */
const PlanView = lazy(() => import("../plan/PlanView"));

const PARTS = { areas: AreaTable, flows: FlowTable, sources: SourceList, plan: PlanView } as const;

/** The left side: the areas, the flows between them, the sources, or the days ahead; one of them at a time. */
export function LeftPanel() {
  const { t, f } = useWords();
  const session = useSession();
  const view = useStore(session.view);
  const hasFlows = useStore(session.flows, (flows) => (flows?.count ?? 0) > 0);
  const hasForecasts = useStore(session.forecasts, (forecasts) => forecasts !== null);
  const sources = useStore(session.sources) ?? [];
  const tabs = useRef<HTMLDivElement>(null);
  const gone = sources.filter(isGone).length;
  const all: readonly View[] = ["areas", "flows", "sources", "plan"];
  const there: Record<View, boolean> = { areas: true, flows: hasFlows, sources: true, plan: hasForecasts };
  const views = all.filter((name) => there[name] || name === view);
  const names: Record<View, string> = {
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
