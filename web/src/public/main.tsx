// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import "../theme/tokens.css";
import "../theme/tokens.light.css";
import "../theme/base.css";
import "../theme/reading.css";
import "./public.css";
import { CityGate } from "../app/CityGate";
import { start } from "../app/start";
import { partsAfter, useAddress } from "../router/router";
import { startTheme } from "../theme/theme";
import { HerePage } from "./HerePage";
import { RegisterPage } from "./RegisterPage";
import { RegistersPage } from "./RegistersPage";

function Screen({ city }: { city: string }) {
  const { path } = useAddress();
  const [register] = partsAfter("/registers", path);
  if (register) return <RegisterPage key={register} id={register} city={city} />;
  return path.startsWith("/registers") ? <RegistersPage city={city} /> : <HerePage city={city} />;
}

startTheme();
start(<CityGate>{(city) => <Screen city={city.name} />}</CityGate>);
