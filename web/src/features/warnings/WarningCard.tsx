// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type KeyboardEvent, useId, useState } from "react";
import type { WarningDeed, WarningJson } from "../../api/room";
import { isOpenResponse, responsesTo, worstOf } from "../../room/changes";
import { useRoom } from "../../room/useRoom";
import { useWhen } from "../../room/useWhen";
import { useWords } from "../../room/words";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { useClock } from "../../state/useClock";
import { ToneMark } from "../../ui/Notice";
import { ToneTag } from "../../ui/ToneTag";
import { AreaLinks } from "./AreaLinks";
import { Chance } from "./Chance";
import { Beside } from "./Others";
import { ResponseLine } from "./ResponseLine";
import { STATE_TONES } from "./tones";
import { useMembers } from "./useMembers";
import styles from "./WarningCard.module.css";
import { WarningDeeds } from "./WarningDeeds";
import { WarningFacts } from "./WarningFacts";

/** Keys that work while a warning has the focus: a digit does what the button with that digit does. */
export const DEED_KEYS: Readonly<Record<string, WarningDeed>> = {
  "1": "see",
  "2": "handle",
  "3": "close",
  "4": "deny",
  "5": "take-up",
};

/** One warning: what, where, when, how likely, how sure, how it stands, and what is proposed. */
export function WarningCard({ warning }: { warning: WarningJson }) {
  const { t, f, language } = useWords();
  const when = useWhen();
  const session = useSession();
  const room = useRoom();
  const isNew = useStore(room.unseen, (unseen) => unseen.has(warning.id));
  const responses = responsesTo(warning.id, useStore(room.responses)?.responses ?? []);
  const chosen = useStore(room.chosen);
  const now = useClock(session, 10_000);
  const [isOpen, setOpen] = useState(false);
  const [asked, ask] = useState<WarningDeed | null>(null);
  // What is over, such as a proposal that nobody took up, is there when it is asked for.
  const shown = responses.filter((one) => isOpen || isOpenResponse(one) || one.id === chosen);
  const id = useId();
  const members = useMembers();
  const worst = worstOf(warning);
  const said = worst?.newest;
  const doubt = language === "nl" ? warning.doubtNl : warning.doubt;
  const correction = language === "nl" ? warning.correctionNl : warning.correction;
  const raised = Date.parse(warning.raisedAt);
  const open = (): void => {
    const waiting = responses[0];
    if (waiting) room.chosen.set(waiting.id);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // What is typed in a dialog that was opened here is not for the warning behind it.
    if (event.target instanceof Element && event.target.closest("dialog")) return;
    const deed = DEED_KEYS[event.key];
    if (deed && warning.mayDo.includes(deed)) ask(deed);
    else if (event.key.toLowerCase() === "r" && responses.length > 0) open();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <li
      className={styles.card}
      data-warning={warning.id}
      data-state={warning.state}
      data-severity={warning.severity}
      data-new={isNew}
      onFocus={() => {
        room.at.set(warning.id);
        room.noticed(warning.id);
      }}
      onKeyDown={onKey}
    >
      <div className={styles.top}>
        <ToneTag tone={STATE_TONES[warning.state]} label={t.states[warning.state]} testId="warning-state" />
        <span className={styles.severity}>{t.severities[warning.severity]}</span>
        <span className={styles.when}>
          {t.raised(when(raised), f.durationLong(Math.max(0, now - raised)))}
        </span>
      </div>
      <h3 className={styles.headline}>
        <button
          type="button"
          data-card=""
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          {language === "nl" ? warning.headlineNl : warning.headline}
        </button>
      </h3>
      <dl className={styles.facts}>
        <dt>{t.where}</dt>
        <dd>
          <AreaLinks ids={warning.areaIds} />
        </dd>
        {worst && said ? (
          <>
            <dt>{t.what}</dt>
            <dd>{members.what(worst)}</dd>
            <dt>{t.when}</dt>
            <dd>{members.when(worst, now)}</dd>
            <dt>{t.chance}</dt>
            <dd>
              <Chance {...said} />
            </dd>
          </>
        ) : null}
      </dl>
      {doubt ? (
        <p className={styles.doubt} data-testid="warning-doubt">
          <ToneMark tone="warn" size={14} />
          {doubt}
        </p>
      ) : null}
      {said?.correction.isMade && correction ? (
        <p className={styles.small} data-testid="warning-correction">
          {correction}
        </p>
      ) : null}
      {shown.length > 0 ? (
        <ul className={styles.responses}>
          {shown.map((one) => (
            <ResponseLine key={one.id} response={one} />
          ))}
        </ul>
      ) : null}
      <Beside warningId={warning.id} />
      <WarningDeeds warning={warning} asked={asked} ask={ask} />
      <div id={id} hidden={!isOpen}>
        {isOpen ? <WarningFacts warning={warning} /> : null}
      </div>
    </li>
  );
}
