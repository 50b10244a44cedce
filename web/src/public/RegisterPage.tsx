// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ReactNode } from "react";
import { request } from "../api/http";
import { Link } from "../router/router";
import { useFetched } from "../state/useFetched";
import { Fault } from "../ui/Fault";
import { dataSetsOf, inLanguage, isEmpty, isRecord, nameOf, readable, shortOf } from "./entries";
import { linkOf } from "./facts";
import styles from "./Registers.module.css";
import { Formats, fetchRegisters, REGISTERS } from "./RegistersPage";
import { Shell } from "./Shell";
import type { Cell, Entry, RegisterBody } from "./types";
import { useWords } from "./words";

async function fetchEntries(
  id: string,
  signal: AbortSignal,
): Promise<{ standard: string; entries: Entry[] }> {
  const body = await request<RegisterBody & Cell>(`${REGISTERS}/${encodeURIComponent(id)}`, {
    signal,
    accept: "application/json, application/ld+json",
  });
  if (Array.isArray(body.entries)) return { standard: body.standard, entries: [...body.entries] };
  return { standard: "DCAT-AP-NL 3", entries: dataSetsOf(body) };
}

/** One register as a readable page: every entry, and in it everything that the standard asks. */
export function RegisterPage({ id, city }: { id: string; city: string }) {
  const { t, say, f } = useWords();
  const registers = useFetched("registers", fetchRegisters);
  const body = useFetched(`register/${id}`, (signal) => fetchEntries(id, signal));
  const register = registers.value?.find((candidate) => candidate.id === id);
  const title = register ? say(register.title) : t.registers.title;
  const entries = body.value?.entries ?? [];
  return (
    <Shell city={city} title={title} json={`${REGISTERS}/${id}`}>
      <Link className={styles.back} href="/registers">
        ← {t.registers.back}
      </Link>
      <h1 className={styles.title}>{title}</h1>
      {register ? <Formats register={register} /> : null}
      {body.state === "failed" ? <Fault reason={body.reason} title={t.registers.notThere} /> : null}
      {body.state === "loading" ? <p role="status">{t.loading}</p> : null}
      {body.value ? (
        <p className={styles.short}>
          {entries.length === 0 ? t.registers.empty : t.registers.entries(entries.length)} ·{" "}
          {t.registers.standard}: {body.value.standard} · {t.registers.issued(f.date(Date.now()))}
        </p>
      ) : null}
      <div className={styles.entries}>
        {entries.map((entry, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no name that all standards share
          <EntryItem key={i} entry={entry} open={entries.length === 1} />
        ))}
      </div>
    </Shell>
  );
}

function EntryItem({ entry, open }: { entry: Entry; open: boolean }) {
  const { language, t } = useWords();
  const short = shortOf(entry, language);
  return (
    <details className={styles.entry} open={open}>
      <summary>
        <span className={styles.name}>{nameOf(entry, language) || t.registers.dataSet}</span>
        {short ? <span className={styles.short}>{short}</span> : null}
      </summary>
      <div className={styles.body}>
        <Fields entry={entry} />
      </div>
    </details>
  );
}

function Fields({ entry }: { entry: Entry }) {
  return (
    <dl>
      {Object.entries(entry)
        .filter(([key, cell]) => !isEmpty(cell) && !key.startsWith("@"))
        .map(([key, cell]) => (
          <div key={key} style={{ display: "contents" }}>
            <dt>{readable(key.split(/[/#]/).at(-1) ?? key)}</dt>
            <dd>
              <Value cell={cell} />
            </dd>
          </div>
        ))}
    </dl>
  );
}

function Value({ cell }: { cell: Cell }): ReactNode {
  const { language, t } = useWords();
  const found = inLanguage(cell, language);
  if (Array.isArray(found)) {
    return (
      <ul>
        {found.map((item: Cell, i: number) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: values of a register do not move
          <li key={i}>
            <Value cell={item} />
          </li>
        ))}
      </ul>
    );
  }
  if (isRecord(found)) return <Fields entry={found} />;
  if (typeof found === "boolean") return t.yesNo[String(found)];
  const text = String(found ?? "");
  const link = linkOf(text);
  return link ? <a href={link}>{text}</a> : text;
}
