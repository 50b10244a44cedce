// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../i18n/i18n";
import { AccountMenu } from "../../identity/AccountMenu";
import { useSession } from "../../state/context";
import beacon from "../../theme/beacon.svg";
import { Button } from "../../ui/Button";
import { LanguageChoice } from "../../ui/LanguageChoice";
import { CityClock } from "./CityClock";
import { EventButton } from "./EventButton";
import styles from "./Header.module.css";
import { LiveState } from "./LiveState";
import { Summary } from "./Summary";

export function Header({ onHelp }: { onHelp(): void }) {
  const { t } = useWords();
  const { statics } = useSession();
  return (
    <header className={styles.header}>
      <div className={styles.brand}>
        <img src={beacon} alt="" width="34" height="34" />
        <div>
          <h1 className={styles.city}>{statics.city.name}</h1>
          <p className={styles.product}>{t.appName}</p>
        </div>
      </div>
      <Summary />
      <div className={styles.end}>
        <LiveState />
        <CityClock />
        <EventButton />
        <div data-quiet="">
          <LanguageChoice />
        </div>
        <Button
          look="square"
          data-quiet=""
          className={styles.help}
          aria-label={t.shortcuts.open}
          title={t.shortcuts.open}
          onClick={onHelp}
        >
          ?
        </Button>
        <AccountMenu brief />
      </div>
    </header>
  );
}
