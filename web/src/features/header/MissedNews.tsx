// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { foremost, type Happened } from "../../room/changes";
import { useRoom } from "../../room/useRoom";
import { useWhen } from "../../room/useWhen";
import { useWords } from "../../room/words";
import { useStore } from "../../state/store";
import { Button } from "../../ui/Button";
import styles from "./Banners.module.css";

const SHOWN = 6;

/** What was raised, closed and decided while the screen was not live, until the reader has seen it. */
export function MissedNews() {
  const { t, f, language } = useWords();
  const when = useWhen();
  const room = useRoom();
  const missed = useStore(room.missed);
  if (!missed) return null;
  const own = (english: string, dutch: string): string => (language === "nl" ? dutch : english);
  const line = ({ kind, id, state, by }: Happened): string => {
    const warning = room.warning(id);
    const playbook = room.response(id)?.playbook;
    const name = warning
      ? own(warning.headline, warning.headlineNl)
      : playbook
        ? own(playbook.title, playbook.titleNl)
        : id;
    const what =
      kind === "raised"
        ? t.missed.raised
        : kind === "proposed"
          ? t.missed.proposed
          : kind === "warning"
            ? t.states[state as keyof typeof t.states]
            : t.responseStates[state as keyof typeof t.responseStates];
    return `${what}${by ? ` (${by})` : ""}: ${name}`;
  };
  // What nobody has looked at yet, or decided on.
  const waits = ({ kind, id }: Happened): boolean =>
    (kind === "raised" && room.warning(id)?.state === "raised") ||
    (kind === "proposed" && room.response(id)?.state === "proposed");
  const rest = missed.what.length - SHOWN;
  return (
    <div className={`${styles.banner} ${styles.note}`} data-testid="missed">
      <div className={styles.news}>
        <p>{t.missed.heading(when(missed.from), when(missed.to), f.number(missed.what.length))}</p>
        <ul className={styles.quiet}>
          {foremost(missed.what, waits, SHOWN).map((one) => (
            <li key={`${one.kind}${one.id}${one.state}${one.at}`}>
              <time dateTime={new Date(one.at).toISOString()}>{when(one.at)}</time> {line(one)}
            </li>
          ))}
          {rest > 0 ? <li>{t.andMore(f.number(rest))}</li> : null}
        </ul>
      </div>
      <Button onClick={() => room.missed.set(null)}>{t.missed.dismiss}</Button>
    </div>
  );
}
