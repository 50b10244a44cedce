// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useStore } from "../state/store";
import { asked, refresh } from "./identity";
import { Reauthenticate } from "./Reauthenticate";
import { SignInDialog } from "./SignInDialog";

/** What a request asked the reader for: signing in, or proving again who they are. */
export default function Dialogs() {
  const question = useStore(asked);
  if (!question) return null;
  const done = (): void => question.answer(true);
  const close = (): void => {
    void refresh().catch(() => {});
    question.answer(false);
  };
  return question.challenge === "sign-in" ? (
    <SignInDialog onDone={done} onClose={close} />
  ) : (
    <Reauthenticate onDone={done} onClose={close} />
  );
}
