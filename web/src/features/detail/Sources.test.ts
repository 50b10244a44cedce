// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it } from "vitest";
import type { AreaDetailJson, InputJson } from "../../api/types";
import { carrying } from "./Sources";

const input = (streamId: string): InputJson => ({ streamId, name: streamId }) as InputJson;

it("puts first what carries most, also from elsewhere, and last what carries nothing", () => {
  const explanation = {
    carriers: [
      { streamId: "camera", name: "Camera", share: 0.9 },
      { streamId: "tram", name: "Tram next door", share: 0.1 },
    ],
  } as AreaDetailJson["explanation"];
  const carried = carrying({ inputs: [input("wind"), input("camera")], explanation });
  expect(carried.map(({ name, share }) => [name, share])).toEqual([
    ["Camera", 0.9],
    ["Tram next door", 0.1],
    ["wind", Number.NaN],
  ]);
  expect(carried.map((one) => one.input !== null)).toEqual([true, false, true]);
});
