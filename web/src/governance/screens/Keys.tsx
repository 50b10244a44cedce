// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useState } from "react";
import { useFetched } from "../../state/useFetched";
import { Button } from "../../ui/Button";
import type { Tone } from "../../ui/Notice";
import { ToneTag } from "../../ui/ToneTag";
import { governanceApi } from "../api";
import { Loaded, Screen, Table } from "../parts";
import styles from "../parts.module.css";
import type { MadeKey, SensorKey } from "../types";
import { useWords } from "../words";
import { type KeyChange, KeyChangeDialog, KeyDialog, SecretDialog } from "./KeyDialogs";

type KeyState = "working" | "revoked" | "expired";
const TONES: Record<KeyState, Tone> = { working: "good", revoked: "alarm", expired: "warn" };

export function stateOf(key: SensorKey, now: number): KeyState {
  if (key.revokedAt) return "revoked";
  return key.expiresAt && Date.parse(key.expiresAt) <= now ? "expired" : "working";
}

/** Keys of sensors: each is shown once, can be rotated without a gap, and be revoked. */
export default function Keys() {
  const { t } = useWords();
  const [generation, setGeneration] = useState(0);
  const [making, setMaking] = useState(false);
  const [change, setChange] = useState<KeyChange | null>(null);
  const [made, setMade] = useState<MadeKey | null>(null);
  const fetched = useFetched(`keys/${generation}`, (signal) => governanceApi.keys(signal));
  const done = (key: MadeKey | null): void => {
    setMaking(false);
    setChange(null);
    setMade(key);
    setGeneration((n) => n + 1);
  };
  return (
    <Screen
      title={t.screens.keys}
      intro={t.keys.intro}
      action={
        <Button look="primary" onClick={() => setMaking(true)}>
          {t.keys.add}
        </Button>
      }
    >
      <Loaded fetched={fetched}>
        {({ keys }) => (keys.length === 0 ? <p>{t.keys.none}</p> : <Rows keys={keys} onChange={setChange} />)}
      </Loaded>
      {making ? <KeyDialog onDone={done} onClose={() => setMaking(false)} /> : null}
      {change ? <KeyChangeDialog change={change} onDone={done} onClose={() => setChange(null)} /> : null}
      {made ? <SecretDialog made={made} onClose={() => setMade(null)} /> : null}
    </Screen>
  );
}

function Rows({ keys, onChange }: { keys: readonly SensorKey[]; onChange(change: KeyChange): void }) {
  const { t, f, moment } = useWords();
  const columns = [
    { label: t.keys.name },
    { label: t.keys.activity },
    { label: t.keys.streams },
    { label: t.keys.rate, number: true },
    { label: t.keys.state },
    { label: t.keys.lastUsed },
    { label: t.accounts.edit },
  ];
  return (
    <Table label={t.screens.keys} columns={columns}>
      {keys.map((key) => {
        const state = stateOf(key, Date.now());
        return (
          <tr key={key.id} data-key={key.name}>
            <th scope="row">{key.name}</th>
            <td>{key.activity}</td>
            <td>{key.datastreams ? key.datastreams.join(", ") : t.keys.allOwn}</td>
            <td className={styles.number}>{key.ratePerS === null ? "–" : f.number(key.ratePerS)}</td>
            <td>
              <ToneTag tone={TONES[state]} label={t.keys[state]} />
              <p className={styles.subtle}>
                {[
                  key.expiresAt ? `${t.keys.expires} ${moment(key.expiresAt)}` : "",
                  key.previousUntil && Date.parse(key.previousUntil) > Date.now()
                    ? t.keys.both(moment(key.previousUntil))
                    : "",
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
            </td>
            <td>{key.lastUsedAt ? moment(key.lastUsedAt) : t.keys.unused}</td>
            <td>
              {state === "revoked" ? null : (
                <div className={styles.row}>
                  <Button
                    aria-label={t.keys.rotateOf(key.name)}
                    onClick={() => onChange({ kind: "rotate", key })}
                  >
                    {t.keys.rotate}
                  </Button>
                  <Button
                    aria-label={t.keys.revokeOf(key.name)}
                    onClick={() => onChange({ kind: "revoke", key })}
                  >
                    {t.keys.revoke}
                  </Button>
                </div>
              )}
            </td>
          </tr>
        );
      })}
    </Table>
  );
}
