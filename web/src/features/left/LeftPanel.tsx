// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type KeyboardEvent, useRef } from "react";
import { useWords } from "../../i18n/i18n";
import { useSession } from "../../state/context";
import type { View } from "../../state/session";
import { isGone, tallyOf } from "../../state/sourceNews";
import { useStore } from "../../state/store";
import { AreaTable } from "../areas/AreaTable";
import { FlowTable } from "../flows/FlowTable";
import { SourceList } from "../sources/SourceList";
import styles from "./LeftPanel.module.css";

const PARTS = { areas: AreaTable, flows: FlowTable, sources: SourceList } as const;

/** The left side: the areas, the flows between them, or the sources; one of them at a time. */
export function LeftPanel() {
  const { t, f } = useWords();
  const session = useSession();
  const view = useStore(session.view);
  const hasFlows = useStore(session.flows, (flows) => (flows?.count ?? 0) > 0);
  const sources = useStore(session.sources) ?? [];
  const tabs = useRef<HTMLDivElement>(null);
  const gone = sources.filter(isGone).length;
  const views: readonly View[] =
    hasFlows || view === "flows" ? ["areas", "flows", "sources"] : ["areas", "sources"];
  const names: Record<View, string> = { areas: t.areas.heading, flows: t.flows.tab, sources: t.sources.tab };
  const { fresh, all } = tallyOf(sources);
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
                {f.number(fresh)}/{f.number(all)}
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
        <Part />
      </div>
    </div>
  );
}
