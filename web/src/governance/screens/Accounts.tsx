// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useState } from "react";
import { who } from "../../identity/identity";
import { useStore } from "../../state/store";
import { useFetched } from "../../state/useFetched";
import { Button } from "../../ui/Button";
import type { Tone } from "../../ui/Notice";
import { ToneTag } from "../../ui/ToneTag";
import { governanceApi } from "../api";
import { Loaded, Screen, Table } from "../parts";
import styles from "../parts.module.css";
import type { AdminAccount, Accounts as Body, Invitation } from "../types";
import { useWords } from "../words";
import { AccountDialog } from "./AccountDialog";
import { LinkDialog } from "./LinkDialog";

const TONES: Record<AdminAccount["status"], Tone> = { invited: "info", active: "good", disabled: "alarm" };

/** Who works with the service: inviting, changing, switching off and restoring access. */
export default function Accounts() {
  const { t } = useWords();
  const [generation, setGeneration] = useState(0);
  const [editing, setEditing] = useState<AdminAccount | "new" | null>(null);
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const fetched = useFetched(`accounts/${generation}`, (signal) => governanceApi.accounts(signal));
  const done = (made: Invitation | null): void => {
    setEditing(null);
    setInvitation(made);
    setGeneration((n) => n + 1);
  };
  return (
    <Screen
      title={t.screens.accounts}
      intro={t.accounts.intro}
      action={
        <Button look="primary" onClick={() => setEditing("new")} disabled={!fetched.value}>
          {t.accounts.add}
        </Button>
      }
    >
      <Loaded fetched={fetched}>
        {(body) => (
          <>
            <Rows body={body} onEdit={setEditing} />
            {editing ? (
              <AccountDialog
                account={editing === "new" ? null : editing}
                body={body}
                onDone={done}
                onClose={() => setEditing(null)}
              />
            ) : null}
          </>
        )}
      </Loaded>
      {invitation ? <LinkDialog invitation={invitation} onClose={() => setInvitation(null)} /> : null}
    </Screen>
  );
}

function Rows({ body, onEdit }: { body: Body; onEdit(account: AdminAccount): void }) {
  const { t, word, moment } = useWords();
  const self = useStore(who)?.account?.id;
  const party = (id: string): string => body.parties.find((known) => known.id === id)?.name ?? id;
  const labels = [
    t.accounts.name,
    t.accounts.party,
    t.accounts.roles,
    t.accounts.status,
    t.accounts.factors,
    t.accounts.lastUsed,
    t.accounts.edit,
  ];
  return (
    <Table label={t.screens.accounts} columns={labels.map((label) => ({ label }))}>
      {body.accounts.map((account) => (
        <tr key={account.id} data-account={account.login}>
          <th scope="row">
            {account.name}
            {account.id === self ? ` (${t.accounts.self})` : ""}
            <p className={styles.subtle}>
              {account.login} {account.provider ? t.accounts.provider(account.provider) : ""}
            </p>
          </th>
          <td>{party(account.party)}</td>
          <td>{account.roles.map((role) => word("role", role)).join(", ")}</td>
          <td>
            <ToneTag
              tone={TONES[account.status]}
              label={t.accounts.statuses[account.status] ?? account.status}
            />
          </td>
          <td>
            {account.secondFactors.map((factor) => t.accounts.factorNames[factor] ?? factor).join(", ") ||
              t.accounts.noFactor}
          </td>
          <td>{account.lastUsedAt ? moment(account.lastUsedAt) : t.accounts.never}</td>
          <td>
            <Button aria-label={t.accounts.editOf(account.name)} onClick={() => onEdit(account)}>
              {t.accounts.edit}
            </Button>
          </td>
        </tr>
      ))}
    </Table>
  );
}
