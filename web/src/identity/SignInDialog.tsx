// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useEffect } from "react";
import { useStore } from "../state/store";
import { Dialog } from "../ui/Dialog";
import styles from "./Forms.module.css";
import { ended, who } from "./identity";
import { SignIn } from "./SignIn";
import { useWords } from "./words";

/** Signing in over whatever is on the screen, which stays as it was. */
export function SignInDialog({ onDone, onClose }: { onDone(): void; onClose(): void }) {
  const { t } = useWords();
  const session = useStore(who);
  const name = useStore(ended);
  const complete = session?.stage === "complete";
  useEffect(() => {
    if (complete) onDone();
  }, [complete, onDone]);
  return (
    <Dialog title={name === null ? t.needed.title : t.ended.title} onClose={onClose} testId="sign-in-dialog">
      {name === null ? null : <p className={styles.subtle}>{t.ended.why}</p>}
      <SignIn returnTo={`${location.pathname}${location.search}`} />
    </Dialog>
  );
}
