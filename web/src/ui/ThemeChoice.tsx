// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { saying } from "../i18n/language";
import { useStore } from "../state/store";
import { chooseTheme, theme } from "../theme/theme";
import { Button } from "./Button";

const useWords = saying({
  nl: { toDark: "Donker thema", toLight: "Licht thema" },
  en: { toDark: "Dark theme", toLight: "Light theme" },
});

/** One button that names what it will do. */
export function ThemeChoice() {
  const { t } = useWords();
  const now = useStore(theme);
  const label = now === "light" ? t.toDark : t.toLight;
  return (
    <Button
      look="square"
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(now === "light" ? "dark" : "light")}
    >
      <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true" focusable="false">
        <circle cx="9" cy="9" r="7" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M9 2a7 7 0 0 1 0 14Z" fill="currentColor" />
      </svg>
    </Button>
  );
}
