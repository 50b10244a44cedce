// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type FormEvent, type ReactNode, useState } from "react";
import { fromLocalInput, toLocalInput } from "../format/zone";
import { goQuery, useAddress } from "../router/router";
import { Button } from "../ui/Button";
import { TextField } from "../ui/Field";
import styles from "./parts.module.css";
import { useWords } from "./words";

/** The filters of a log, which stand in the address; `keys` are those beside the period. */
export function LogFilters({
  keys,
  children,
}: {
  keys: readonly string[];
  children(value: (key: string) => string, set: (key: string, value: string) => void): ReactNode;
}) {
  const { t, f } = useWords();
  const { query } = useAddress();
  const all = ["from", "to", ...keys];
  const [given, setGiven] = useState<Record<string, string>>(() =>
    Object.fromEntries(all.map((key) => [key, query.get(key) ?? ""])),
  );
  const value = (key: string): string => given[key] ?? "";
  const set = (key: string, next: string): void => setGiven({ ...given, [key]: next });
  const local = (key: string): string => (value(key) ? toLocalInput(Date.parse(value(key)), f.zone) : "");
  const setLocal = (key: string, text: string): void => {
    const at = fromLocalInput(text, f.zone);
    set(key, Number.isNaN(at) ? "" : new Date(at).toISOString().replace(/\.\d+Z$/, "Z"));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    goQuery(Object.fromEntries(all.map((key) => [key, value(key).trim() || null])));
  };
  const clear = (): void => {
    setGiven({});
    goQuery(Object.fromEntries(all.map((key) => [key, null])));
  };
  return (
    <form className={styles.panel} onSubmit={submit} aria-label={t.log.filters}>
      <div className={styles.filters}>
        <TextField
          type="datetime-local"
          label={t.log.from}
          value={local("from")}
          onChange={(event) => setLocal("from", event.target.value)}
        />
        <TextField
          type="datetime-local"
          label={t.log.to}
          value={local("to")}
          onChange={(event) => setLocal("to", event.target.value)}
        />
        {children(value, set)}
      </div>
      <div className={styles.row}>
        <Button type="submit" look="primary">
          {t.log.filter}
        </Button>
        <Button onClick={clear}>{t.log.clear}</Button>
      </div>
    </form>
  );
}

/** The filters that the address says. */
export function useFilters(keys: readonly string[]): Record<string, string> {
  const { query } = useAddress();
  const pairs = ["from", "to", ...keys].map((key): [string, string] => [key, query.get(key) ?? ""]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== ""));
}
