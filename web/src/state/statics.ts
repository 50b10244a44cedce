// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Api } from "../api/client";
import type { AreaCollection, AreaProperties, City, GateCollection } from "../api/types";
import { levelStarts } from "../picture/levelScale";

/** What does not change while the screen is open: the city, its areas and its gates. */
export interface AreaInfo extends AreaProperties {
  readonly id: string;
  readonly geometry: AreaCollection["features"][number]["geometry"];
}

export interface Statics {
  readonly city: City;
  readonly areas: readonly AreaInfo[];
  readonly area: ReadonlyMap<string, AreaInfo>;
  /** From how many persons the levels 2 to 5 begin, per area; none where that cannot be said. */
  readonly starts: ReadonlyMap<string, readonly number[]>;
  readonly gates: GateCollection;
}

export async function loadStatics(api: Api): Promise<Statics> {
  const [city, collection, gates] = await Promise.all([api.city(), api.areas(), api.gates()]);
  const areas = collection.features.map(
    (feature): AreaInfo => ({
      ...feature.properties,
      id: String(feature.id),
      geometry: feature.geometry,
    }),
  );
  return {
    city,
    areas,
    area: new Map(areas.map((area) => [area.id, area])),
    starts: new Map(
      areas.map((area) => [area.id, levelStarts(area, city.kinds).map(({ persons }) => persons)]),
    ),
    gates,
  };
}
