// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type ReactNode, useEffect, useState } from "react";
import { request } from "../api/http";
import { LanguageProvider } from "../i18n/language";
import { Simulated } from "../ui/Simulated";

/** Of the city only what a page that is read needs: its name and whose time it keeps. */
export interface CityName {
  readonly name: string;
  readonly timeZone: string;
  /** An invented city: every page says so, always. */
  readonly simulated: boolean;
}

const UNKNOWN: CityName = { name: "", timeZone: "UTC", simulated: false };

/** Gives a page its words at once, and the city's name and time as soon as they are known. */
export function CityGate({ children }: { children(city: CityName): ReactNode }) {
  const [city, setCity] = useState<CityName>(UNKNOWN);
  useEffect(() => {
    // Without the city the page still works: it has no name over it, and times are in UTC.
    request<CityName>("/api/v1/city", { challenge: false }).then(setCity, () => {});
  }, []);
  return (
    <LanguageProvider zone={city.timeZone}>
      <Simulated is={city.simulated}>{children(city)}</Simulated>
    </LanguageProvider>
  );
}
