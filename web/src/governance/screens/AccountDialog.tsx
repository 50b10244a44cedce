// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type FormEvent, useState } from "react";
import { confirmIdentity } from "../../identity/identity";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Fault } from "../../ui/Fault";
import { CheckField, SelectField, TextField } from "../../ui/Field";
import { useTask } from "../../ui/useTask";
import { governanceApi } from "../api";
import styles from "../parts.module.css";
import type { Accounts, AdminAccount, Invitation } from "../types";
import { useWords } from "../words";

interface Props {
  /** Null for one that is yet to be made. */
  readonly account: AdminAccount | null;
  readonly body: Accounts;
  onDone(made: Invitation | null): void;
  onClose(): void;
}

/** Makes an account, or changes one: party, roles, access. */
export function AccountDialog({ account, body, onDone, onClose }: Props) {
  const { t, word } = useWords();
  const [name, setName] = useState(account?.name ?? "");
  const [login, setLogin] = useState(account?.login ?? "");
  const [party, setParty] = useState(account?.party ?? body.parties.find((p) => p.isController)?.id ?? "");
  const [roles, setRoles] = useState<readonly string[]>(account?.roles ?? []);
  const [incomplete, setIncomplete] = useState(false);
  const task = useTask();
  const perform = (work: () => Promise<Invitation | null>): void => {
    void task.run(async () => {
      if (await confirmIdentity()) onDone(await work());
    });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setIncomplete(roles.length === 0);
    if (roles.length === 0) return;
    const wish = { name: name.trim(), party, roles };
    perform(async () => {
      if (!account) return governanceApi.addAccount({ ...wish, login: login.trim() });
      await governanceApi.changeAccount(account.id, wish);
      return null;
    });
  };
  const toggle = (role: string, on: boolean): void =>
    setRoles(on ? [...roles, role] : roles.filter((other) => other !== role));
  return (
    <Dialog
      title={account ? t.accounts.editTitle(account.name) : t.accounts.add}
      onClose={onClose}
      testId="account-dialog"
    >
      <Fault reason={task.fault} />
      <form className={styles.form} onSubmit={submit}>
        <TextField
          label={t.accounts.name}
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        {account ? null : (
          <TextField
            label={t.accounts.login}
            required
            autoCapitalize="off"
            autoComplete="off"
            spellCheck={false}
            value={login}
            onChange={(event) => setLogin(event.target.value)}
          />
        )}
        <SelectField
          label={t.accounts.party}
          value={party}
          options={body.parties.map(({ id, name: label }) => ({ value: id, label }))}
          onChange={(event) => setParty(event.target.value)}
        />
        <fieldset className={styles.checks}>
          <legend>{t.accounts.roles}</legend>
          {body.roles.map((role) => (
            <CheckField
              key={role}
              label={word("role", role)}
              checked={roles.includes(role)}
              onChange={(event) => toggle(role, event.target.checked)}
            />
          ))}
          <p role="alert">{incomplete ? t.accounts.needRole : ""}</p>
        </fieldset>
        <div className={styles.row}>
          <Button type="submit" look="primary" disabled={task.busy}>
            {account ? t.accounts.save : t.accounts.invite}
          </Button>
          <Button onClick={onClose}>{t.accounts.cancel}</Button>
        </div>
      </form>
      {account ? <Access account={account} busy={task.busy} onPerform={perform} /> : null}
    </Dialog>
  );
}

interface AccessProps {
  readonly account: AdminAccount;
  readonly busy: boolean;
  onPerform(work: () => Promise<Invitation | null>): void;
}

function Access({ account, busy, onPerform }: AccessProps) {
  const { t } = useWords();
  const [sure, setSure] = useState(false);
  const off = account.status === "disabled";
  const change = (status: string) => async (): Promise<null> => {
    await governanceApi.changeAccount(account.id, { status });
    return null;
  };
  const after = (work: () => Promise<unknown>) => async (): Promise<null> => {
    await work();
    return null;
  };
  return (
    <div className={styles.form}>
      <p className={styles.subtle}>{t.accounts.recoverWhat}</p>
      <div className={styles.row}>
        <Button disabled={busy} onClick={() => onPerform(() => governanceApi.recoverAccount(account.id))}>
          {t.accounts.recover}
        </Button>
        <Button
          disabled={busy}
          onClick={() => onPerform(after(() => governanceApi.endSessionsOf(account.id)))}
        >
          {t.accounts.endSessions}
        </Button>
        <Button disabled={busy} onClick={() => onPerform(change(off ? "active" : "disabled"))}>
          {off ? t.accounts.enable : t.accounts.disable}
        </Button>
        {sure ? null : (
          <Button disabled={busy} onClick={() => setSure(true)}>
            {t.accounts.remove}
          </Button>
        )}
      </div>
      {sure ? (
        <div className={styles.row} role="alert">
          <p>{t.accounts.removeSure(account.name)}</p>
          <Button
            className={styles.danger}
            disabled={busy}
            onClick={() => onPerform(after(() => governanceApi.removeAccount(account.id)))}
          >
            {t.accounts.remove}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
