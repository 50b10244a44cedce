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
import { useAddress } from "../router/router";
import { startTheme } from "../theme/theme";
import { AccountPage } from "./AccountPage";
import { FirstSignInPage } from "./FirstSignInPage";
import { SignInPage } from "./SignInPage";

function Screen({ city }: { city: string }) {
  const { path } = useAddress();
  if (path.startsWith("/first-sign-in")) return <FirstSignInPage city={city} />;
  if (path.startsWith("/account")) return <AccountPage city={city} />;
  return <SignInPage city={city} />;
}

startTheme();
start(
  <CityGate>
    {(city) => (
      <>
        <Screen city={city.name} />
        <IdentityHost />
      </>
    )}
  </CityGate>,
);
