// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type KeyboardEvent, useState } from "react";
import { ask, permitted, who } from "../../identity/identity";
import { isInForce, standing } from "../../room/changes";
import { useRoom } from "../../room/useRoom";
import { useWords } from "../../room/words";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import areas from "../areas/AreaTable.module.css";
import { OwnTasks } from "../responses/OwnTasks";
import { PlaybookDialog } from "../responses/PlaybookDialog";
import { Others } from "./Others";
import { ResponseLine } from "./ResponseLine";
import { SoundAsk, SoundButton } from "./Sound";
import { SuppressDialog } from "./SuppressDialog";
import { Suppressions } from "./Suppressions";
import { WarningCard } from "./WarningCard";
import styles from "./WarningsPanel.module.css";

/** How many of what is over are shown. */
const LAST = 12;

/** Up and down go from one warning to the next, from wherever in a warning the focus is on its heading. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined || !(event.target instanceof HTMLElement) || !("card" in event.target.dataset)) return;
  const cards = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-card]")];
  const next = cards[(cards.indexOf(event.target) + by + cards.length) % cards.length];
  event.preventDefault();
  next?.focus();
}

/** What asks for somebody: warnings that stand, what is proposed and in force, and what can be done about it. */
export function WarningsPanel() {
  const { t, f } = useWords();
  const room = useRoom();
  const state = useStore(room.standing);
  const found = useStore(room.warnings);
  const isLive = useStore(useSession().status, ({ kind }) => kind !== "not-live");
  const isOld = useStore(room.isOld) || !isLive;
  const responses = useStore(room.responses)?.responses ?? [];
  const may = useStore(permitted);
  const isPartner = useStore(who)?.account?.roles.includes("partner") ?? false;
  const [dialog, open] = useState<"suppress" | "playbook" | null>(null);
  const all = found?.warnings ?? [];
  const begun = useStore(room.reasons.begun);
  // What the reader is writing about stays where it is, whatever others do with it.
  const isBegun = (id: string): boolean => (begun.get(id)?.deed ?? null) !== null;
  const stands = standing(all);
  const kept = all.filter((one) => isBegun(one.id) && !one.isOpen);
  const over = all.filter((one) => !one.isOpen && !isBegun(one.id)).slice(0, LAST);
  const openIds = new Set(stands.map(({ id }) => id));
  const loose = responses.filter(
    (one) => (isInForce(one) || one.state === "proposed") && !openIds.has(one.evidence?.warningId ?? ""),
  );
  return (
    <section className={areas.panel} aria-labelledby="warnings-heading" data-testid="warnings">
      <h2 id="warnings-heading" className="visually-hidden" tabIndex={-1}>
        {t.heading}
      </h2>
      {state === "sign-in" ? (
        <div className={styles.note}>
          <Notice tone="info" title={t.signIn}>
            <p>{t.signInWhy}</p>
            <p>
              <Button look="primary" onClick={() => void ask("sign-in")}>
                {t.signInNow}
              </Button>
            </p>
          </Notice>
        </div>
      ) : null}
      {state === "undeclared" ? <p className={styles.note}>{t.undeclared}</p> : null}
      {state === "ready" ? (
        <>
          <SoundAsk />
          <div className={styles.line}>
            <p data-testid="standing" role="status">
              {stands.length === 0 ? t.none : t.standing(f.number(stands.length), stands.length)}
              {isOld ? ` ${t.old}` : ""}
            </p>
            <Others />
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard */}
          <section className={areas.scroll} tabIndex={0} aria-label={t.heading} onKeyDown={walk}>
            {isPartner ? <OwnTasks /> : null}
            <ul className={styles.list}>
              {[...stands, ...kept].map((one) => (
                <WarningCard key={one.id} warning={one} />
              ))}
            </ul>
            {loose.length > 0 ? (
              <div className={styles.part}>
                <h3 className="overline">{t.otherResponses}</h3>
                <ul className={styles.lines}>
                  {loose.map((one) => (
                    <ResponseLine key={one.id} response={one} />
                  ))}
                </ul>
              </div>
            ) : null}
            <Suppressions />
            {found && found.blind.length > 0 ? (
              <p className={styles.blind}>{t.blind(f.number(found.blind.length), found.blind.length)}</p>
            ) : null}
            {over.length > 0 ? (
              <details className={styles.over}>
                <summary>{t.over(f.number(over.length))}</summary>
                <ul className={styles.list}>
                  {over.map((one) => (
                    <WarningCard key={one.id} warning={one} />
                  ))}
                </ul>
              </details>
            ) : null}
          </section>
          <p className={`${areas.foot} ${styles.foot}`}>
            {may.has("respond") && !isPartner ? (
              <>
                <Button look="small" onClick={() => open("playbook")}>
                  {t.playbook.open}
                </Button>
                <Button look="small" onClick={() => open("suppress")}>
                  {t.suppress.open}
                </Button>
              </>
            ) : null}
            <SoundButton />
          </p>
        </>
      ) : null}
      {dialog === "suppress" ? <SuppressDialog onClose={() => open(null)} /> : null}
      {dialog === "playbook" ? <PlaybookDialog onClose={() => open(null)} /> : null}
    </section>
  );
}
