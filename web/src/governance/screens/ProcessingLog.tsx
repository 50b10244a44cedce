// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useFetched } from "../../state/useFetched";
import { SelectField, TextField } from "../../ui/Field";
import { ToneTag } from "../../ui/ToneTag";
import { governanceApi } from "../api";
import { LogFilters, useFilters } from "../LogFilters";
import { LogPage, WhenCell, WhoCell } from "../LogPage";
import { Screen, Table } from "../parts";
import styles from "../parts.module.css";
import type { ProcessingRecord } from "../types";
import { useLog } from "../useLog";
import { useWords } from "../words";

const KEYS = ["activity", "status", "traceId"] as const;
const ACTIVITY = "dpl.core.processing_activity_id";

/** "https://…/pedestrian-counting/1" → "pedestrian-counting". */
export function activityOf(uri: string): string {
  const parts = uri.split("/").filter(Boolean);
  const last = parts.at(-1) ?? uri;
  return /^\d+$/.test(last) ? (parts.at(-2) ?? last) : last;
}

/** The log of processing: what was done under which activity, by whom and how it ended. */
export default function ProcessingLog() {
  const { t } = useWords();
  const filters = useFilters(KEYS);
  const log = useLog("processing-log", filters, (query, signal) =>
    governanceApi.processingLog(query, signal),
  );
  return (
    <Screen title={t.screens["processing-log"]} intro={t.log.intro}>
      <Filters />
      <LogPage log={log} isEmpty={({ records }) => records.length === 0}>
        {({ records }) => <Records records={records} />}
      </LogPage>
    </Screen>
  );
}

function Filters() {
  const { t, own } = useWords();
  const activities = useFetched("activities", (signal) => governanceApi.activities(signal));
  const list = activities.value?.activities ?? [];
  return (
    <LogFilters keys={KEYS}>
      {(value, set) => (
        <>
          <SelectField
            label={t.log.activity}
            value={value("activity")}
            onChange={(event) => set("activity", event.target.value)}
            options={[
              { value: "", label: t.log.any },
              ...list.map(({ id, name, nameNl }) => ({ value: id, label: own(name, nameNl) })),
            ]}
          />
          <SelectField
            label={t.log.status}
            value={value("status")}
            onChange={(event) => set("status", event.target.value)}
            options={[
              { value: "", label: t.log.any },
              ...Object.entries(t.log.statuses).map(([id, label]) => ({ value: id, label })),
            ]}
          />
          <TextField
            label={t.log.trace}
            value={value("traceId")}
            spellCheck={false}
            onChange={(event) => set("traceId", event.target.value)}
          />
        </>
      )}
    </LogFilters>
  );
}

function Records({ records }: { records: readonly ProcessingRecord[] }) {
  const { t } = useWords();
  return (
    <Table
      label={t.screens["processing-log"]}
      columns={[
        { label: t.log.at },
        { label: t.log.activity },
        { label: t.log.what },
        { label: t.log.who },
        { label: t.log.rows, number: true },
        { label: t.log.status },
      ]}
    >
      {records.map((record) => (
        <Row key={record.sequence} record={record} />
      ))}
    </Table>
  );
}

function Row({ record }: { record: ProcessingRecord }) {
  const { t, f } = useWords();
  const { attributes: a } = record;
  const text = (key: string): string => String(a[key] ?? "");
  const rows = a["baken.rows"];
  const tone = record.status === "Error" ? "alarm" : record.status === "Ok" ? "good" : "info";
  return (
    <tr>
      <WhenCell at={record.start_time} />
      <th scope="row">{activityOf(text(ACTIVITY))}</th>
      <td>
        {record.name}
        <details>
          <summary className={styles.subtle}>{t.log.more}</summary>
          <div className={styles.mono}>
            <div>
              {t.log.sequence}: {record.sequence}
            </div>
            <div>
              {t.log.trace}: {record.trace_id}
            </div>
            {text("dpl.core.data_subject_id") ? (
              <div>
                {t.log.person}: {text("dpl.core.data_subject_id")}
              </div>
            ) : null}
            {text("exception.type") ? <div>{text("exception.type")}</div> : null}
            <div>
              {t.log.hash}: {record.hash}
            </div>
          </div>
        </details>
      </td>
      <WhoCell roles={text("baken.role")} party={text("baken.party")} principal={text("baken.principal")} />
      <td className={styles.number}>{typeof rows === "number" ? f.number(rows) : ""}</td>
      <td>
        <ToneTag tone={tone} label={t.log.statuses[record.status] ?? record.status} />
      </td>
    </tr>
  );
}
