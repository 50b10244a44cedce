// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type FormEvent, useState } from "react";
import { roomApi } from "../../api/room";
import { ask } from "../../identity/identity";
import { standing } from "../../room/changes";
import { useRoom } from "../../room/useRoom";
import { useWhen } from "../../room/useWhen";
import { useWords } from "../../room/words";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { useFetched } from "../../state/useFetched";
import { Button } from "../../ui/Button";
import { SelectField, TextArea } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import areas from "../areas/AreaTable.module.css";
import { Others } from "../warnings/Others";
import { Entries } from "./Entries";
import { EventReports } from "./EventReports";
import { HandOver } from "./HandOver";
import styles from "./LogBook.module.css";

/** What the crowd room notes: free words with the time, also while the line is down; handing over; the report. */
export function LogBook() {
  const { t, language } = useWords();
  const room = useRoom();
  const session = useSession();
  const revision = useStore(room.responses, (found) => found?.revision ?? 0);
  const generation = useStore(session.generation);
  const sent = useStore(room.notes.waiting);
  const key = `${generation}/${revision}/${sent.length}`;
  const found = useFetched(key, async (signal) => room.log.set(await roomApi.logBook(signal)));
  const entries = useStore(room.log);
  const state = useStore(room.standing);
  const isLive = useStore(session.status, ({ kind }) => kind !== "not-live");
  const isOld = entries !== null && (!isLive || found.state === "failed");
  return (
    <section className={areas.panel} aria-labelledby="log-heading" data-testid="log-book">
      <h2 id="log-heading" className="visually-hidden" tabIndex={-1}>
        {t.log.heading}
      </h2>
      {state === "sign-in" ? (
        <div className={styles.note}>
          <Notice tone="info" title={t.signIn}>
            <Button look="primary" onClick={() => void ask("sign-in")}>
              {t.signInNow}
            </Button>
          </Notice>
        </div>
      ) : (
        <>
          <Write />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard */}
          <section className={areas.scroll} tabIndex={0} aria-label={t.log.heading}>
            <Waiting />
            <div role="status">
              {isOld ? (
                <p className={styles.note} data-testid="log-is-old">
                  {t.old}
                </p>
              ) : null}
            </div>
            <HandOver revision={key} />
            <EventReports revision={String(generation)} />
            <Entries entries={entries ?? []} failed={found.state === "failed" && entries === null} />
          </section>
          <p className={`${areas.foot} ${styles.foot}`}>
            <a href={`/api/v1/situation-report?language=${language}`} target="_blank" rel="noreferrer">
              {t.log.report}
            </a>
            <Others />
          </p>
        </>
      )}
    </section>
  );
}

/** The words of now; Ctrl+Enter writes them down. */
function Write() {
  const { t, f, language } = useWords();
  const room = useRoom();
  const session = useSession();
  const text = useStore(room.draft);
  const [about, setAbout] = useState("");
  const [written, tell] = useState<{ at: number; isThere: boolean } | null>(null);
  const waiting = useStore(room.notes.waiting);
  const warnings = standing(useStore(room.warnings)?.warnings ?? []);
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    const words = text.trim();
    if (words === "") return;
    room.draft.set("");
    const at = session.cityNow;
    void room.notes
      .write({ text: words, ...(about ? { warningId: about } : {}) }, at)
      .then((isThere) => tell({ at, isThere }));
  };
  const told = (): string => {
    if (written === null) return "";
    if (written.isThere) return t.log.written(f.time(written.at));
    if (waiting.some(({ refused }) => refused === null)) return t.log.waits;
    const why = waiting.find(({ refused }) => refused !== null)?.refused;
    return why ? t.log.refused(why) : "";
  };
  return (
    <form
      className={styles.write}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
      }}
    >
      <TextArea
        label={t.log.note}
        value={text}
        rows={2}
        maxLength={4500}
        data-log-note=""
        onChange={(event) => room.draft.set(event.target.value)}
      />
      <div className={styles.row}>
        <SelectField
          label={t.log.about}
          value={about}
          options={[
            { value: "", label: t.log.general },
            ...warnings.map((one) => ({
              value: one.id,
              label: language === "nl" ? one.headlineNl : one.headline,
            })),
          ]}
          onChange={(event) => setAbout(event.target.value)}
        />
        <Button type="submit" look="primary" disabled={text.trim() === ""}>
          {t.log.write}
        </Button>
      </div>
      <p role="status" className={styles.small}>
        {told()}
      </p>
    </form>
  );
}

/** Entries that the server does not have yet, or would not have. */
function Waiting() {
  const { t } = useWords();
  const when = useWhen();
  const { notes } = useRoom();
  const waiting = useStore(notes.waiting);
  if (waiting.length === 0) return null;
  return (
    <ul className={styles.waiting} data-testid="waiting-notes">
      {waiting.map((one) => (
        <li key={one.key}>
          <p>
            <time dateTime={new Date(one.at).toISOString()}>{when(one.at)}</time> {one.note.text}
          </p>
          <p className={styles.small}>
            {one.refused === null ? t.log.notYet : t.log.refused(one.refused)}{" "}
            {one.refused === null ? null : (
              <>
                <Button look="small" onClick={() => void notes.retry(one.key)}>
                  {t.log.again}
                </Button>{" "}
                <Button look="small" onClick={() => notes.drop(one.key)}>
                  {t.log.drop}
                </Button>
              </>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}
