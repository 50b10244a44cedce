// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useEffect } from "react";
import { who } from "../identity/identity";
import { SignIn } from "../identity/SignIn";
import { useWords } from "../identity/words";
import { useAddress } from "../router/router";
import { useStore } from "../state/store";
import { Notice } from "../ui/Notice";
import { Page } from "./Page";
import styles from "./Page.module.css";
import { returnTo } from "./returnTo";

export function SignInPage({ city }: { city: string }) {
  const { t } = useWords();
  const { query } = useAddress();
  const session = useStore(who);
  const target = returnTo(query, location.origin);
  const complete = session?.stage === "complete";
  useEffect(() => {
    if (complete) location.replace(target);
  }, [complete, target]);
  const problem = query.get("problem");
  return (
    <Page city={city} title={t.signIn}>
      <div className={styles.centre}>
        <div className={styles.card} data-testid="sign-in">
          <h1>{city ? t.signInTo(city) : t.signIn}</h1>
          {problem ? (
            <div role="alert">
              <Notice tone="alarm">
                <p>{t.problems[problem] ?? t.problems.provider}</p>
              </Notice>
            </div>
          ) : null}
          <SignIn returnTo={target} />
        </div>
      </div>
    </Page>
  );
}
