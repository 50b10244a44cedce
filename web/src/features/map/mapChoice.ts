// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** How the map is drawn, as the address asks for it: `?map=3d|flat|off`, `?columns=off`. */
export interface MapChoice {
  readonly map: "auto" | "3d" | "flat" | "off";
  readonly columns: boolean;
}

export function mapChoice(search: string): MapChoice {
  const asked = new URLSearchParams(search);
  const map = asked.get("map");
  return {
    map: map === "3d" || map === "flat" || map === "off" ? map : "auto",
    columns: asked.get("columns") !== "off",
  };
}
