// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import "../theme/fonts.css";
import "../theme/tokens.css";
import "../theme/tokens.light.css";
import "../theme/base.css";
import "../theme/reading.css";
import { CityGate } from "../app/CityGate";
import { start } from "../app/start";
import { IdentityHost } from "../identity/IdentityHost";
import { startTheme } from "../theme/theme";
import { Governance } from "./Governance";

startTheme();
start(
  <CityGate>
    {(city) => (
      <>
        <Governance city={city.name} />
        <IdentityHost />
      </>
    )}
  </CityGate>,
);
