// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { valuesOf } from "../../i18n/terms";
import { SelectField, TextField } from "../../ui/Field";
import type { Tone } from "../../ui/Notice";
import { ToneTag } from "../../ui/ToneTag";
import { governanceApi } from "../api";
import { LogFilters, useFilters } from "../LogFilters";
import { LogPage, WhenCell, WhoCell } from "../LogPage";
import { Screen, Table } from "../parts";
import styles from "../parts.module.css";
import type { SecurityEvent } from "../types";
import { useLog } from "../useLog";
import { useWords } from "../words";

const KEYS = ["kind", "principal", "reference"] as const;

const ALARMS = new Set([
  "sign-in-failed",
  "locked-out",
  "log-tampered",
  "signature-rejected",
  "activity-withdrawn",
]);
const DOUBTS = new Set(["refused", "log-repaired", "roles-changed", "policy-changed", "key-revoked"]);

const toneOf = (kind: string): Tone => (ALARMS.has(kind) ? "alarm" : DOUBTS.has(kind) ? "warn" : "info");

/** The security log: who signed in, what was refused, what was changed about who may do what. */
export default function SecurityLog() {
  const { t, word } = useWords();
  const filters = useFilters(KEYS);
  const log = useLog("security-log", filters, (query, signal) => governanceApi.securityLog(query, signal));
  return (
    <Screen title={t.screens["security-log"]} intro={t.log.securityIntro}>
      <LogFilters keys={KEYS}>
        {(value, set) => (
          <>
            <SelectField
              label={t.log.kind}
              value={value("kind")}
              onChange={(event) => set("kind", event.target.value)}
              options={[
                { value: "", label: t.log.any },
                ...valuesOf("event").map((kind) => ({ value: kind, label: word("event", kind) })),
              ]}
            />
            <TextField
              label={t.log.principal}
              value={value("principal")}
              spellCheck={false}
              onChange={(event) => set("principal", event.target.value)}
            />
            <TextField
              label={t.log.reference}
              value={value("reference")}
              spellCheck={false}
              onChange={(event) => set("reference", event.target.value)}
            />
          </>
        )}
      </LogFilters>
      <LogPage log={log} isEmpty={({ events }) => events.length === 0}>
        {({ events }) => <Events events={events} />}
      </LogPage>
    </Screen>
  );
}

function Events({ events }: { events: readonly SecurityEvent[] }) {
  const { t } = useWords();
  const labels = [t.log.at, t.log.kind, t.log.who, t.log.what, t.log.because];
  return (
    <Table label={t.screens["security-log"]} columns={labels.map((label) => ({ label }))}>
      {events.map((event) => (
        <Row key={event.sequence} event={event} />
      ))}
    </Table>
  );
}

function Row({ event }: { event: SecurityEvent }) {
  const { t, f, word, moment } = useWords();
  const asked = [
    event.action ? word("action", event.action) : "",
    event.layer ? word("layer", event.layer) : "",
    event.activity ?? "",
    event.about ?? "",
  ];
  return (
    <tr data-kind={event.kind}>
      <WhenCell at={Date.parse(event.at)} />
      <th scope="row">
        <ToneTag tone={toneOf(event.kind)} label={word("event", event.kind)} />
        {event.count > 1 ? (
          <p className={styles.subtle}>{t.log.count(f.number(event.count), moment(event.until))}</p>
        ) : null}
      </th>
      <WhoCell roles={event.role} party={event.party} principal={event.principal} />
      <td>{asked.filter(Boolean).join(" · ")}</td>
      <td>
        {event.because}
        {event.rules && event.rules.length > 0 ? (
          <p className={styles.subtle}>
            {t.log.rules}: {event.rules.join(", ")}
          </p>
        ) : null}
        {event.reference ? (
          <p className={styles.mono}>
            {t.log.reference}: {event.reference}
          </p>
        ) : null}
      </td>
    </tr>
  );
}
