// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useState } from "react";
import { saying } from "../i18n/language";
import { Button } from "./Button";

const useWords = saying({
  nl: { copy: "Kopiëren", copied: "Gekopieerd", failed: "Kopiëren lukte niet; selecteer de tekst zelf." },
  en: { copy: "Copy", copied: "Copied", failed: "Copying failed; select the text yourself." },
});

/** Puts a text on the clipboard and says that it did. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const { t } = useWords();
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setOutcome("copied"),
      () => setOutcome("failed"),
    );
  };
  return (
    <>
      <Button onClick={copy} aria-label={`${t.copy}: ${what}`}>
        {outcome === "copied" ? `✓ ${t.copied}` : t.copy}
      </Button>
      <span role="status" className={outcome === "failed" ? undefined : "visually-hidden"}>
        {outcome ? t[outcome] : ""}
      </span>
    </>
  );
}
