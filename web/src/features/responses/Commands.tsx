// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type CommandJson, type CommandState, type ResponseJson, roomApi } from "../../api/room";
import { useRoom } from "../../room/useRoom";
import { useWhen } from "../../room/useWhen";
import { useWords } from "../../room/words";
import { useStore } from "../../state/store";
import { useFetched } from "../../state/useFetched";
import { Fault } from "../../ui/Fault";
import type { Tone } from "../../ui/Notice";
import { Section } from "../../ui/Section";
import { ToneTag } from "../../ui/ToneTag";
import styles from "./ResponsePanel.module.css";

const TONES: Record<CommandState, Tone> = {
  due: "warn",
  sending: "warn",
  sent: "info",
  confirmed: "good",
  "by-hand": "alarm",
  superseded: "info",
};

/** What signs and lights are told, what they say, and how they are switched by hand when they do not answer. */
export function Commands({ response }: { response: ResponseJson }) {
  const { t, language } = useWords();
  const when = useWhen();
  const revision = useStore(useRoom().responses, (found) => found?.revision ?? 0);
  const found = useFetched(String(revision), (signal) => roomApi.actuators(signal));
  const things = new Map((found.value ?? []).map((one) => [one.id, one]));
  const words = ({ actuatorId, preset }: CommandJson): string => {
    const known = things.get(actuatorId)?.presetNames.find(({ id }) => id === preset);
    return (language === "nl" ? known?.nameNl : known?.name) ?? preset;
  };
  return (
    <Section title={t.commands}>
      {found.state === "failed" ? <Fault reason={found.reason} /> : null}
      <ul className={styles.tasks}>
        {response.commands.map((one) => {
          const thing = things.get(one.actuatorId);
          return (
            <li key={one.key} className={styles.command} data-command={one.actuatorId} data-state={one.state}>
              <p>
                <ToneTag tone={TONES[one.state]} label={t.commandStates[one.state]} />{" "}
                <strong>{thing?.name ?? one.actuatorId}</strong>
                {": "}
                {one.reverses ? t.backTo(words(one)) : words(one)}
              </p>
              <p className={styles.small}>
                {one.sentAt
                  ? t.sentAt(when(Date.parse(one.sentAt)))
                  : t.askedAt(when(Date.parse(one.askedAt)))}
                {one.note ? ` · ${one.note}` : ""}
              </p>
              {one.state === "by-hand" && thing ? (
                <p>{language === "nl" ? thing.byHandNl : thing.byHand}</p>
              ) : null}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
