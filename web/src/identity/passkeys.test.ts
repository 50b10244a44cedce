// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { expect, it } from "vitest";
import { creationOptions, credentialJson, fromBytes, requestOptions, toBytes } from "./passkeys";

const bytes = (...values: number[]): ArrayBuffer => Uint8Array.from(values).buffer;

it("writes bytes in the alphabet that needs no escaping, without padding", () => {
  expect(fromBytes(bytes(251, 255, 190))).toBe("-_--");
  expect(fromBytes(bytes(1))).toBe("AQ");
});

it("reads what it wrote", () => {
  for (const length of [0, 1, 2, 3, 32, 33]) {
    const given = Uint8Array.from({ length }, (_, i) => (i * 37) % 256);
    expect(toBytes(fromBytes(given.buffer))).toEqual(given);
  }
});

it("turns challenge, user and known credentials into bytes, and leaves the rest", () => {
  const made = creationOptions({
    challenge: "AQI",
    rp: { id: "localhost", name: "Baken" },
    user: { id: "Aw", name: "mara", displayName: "Mara" },
    pubKeyCredParams: [{ type: "public-key", alg: -8 }],
    excludeCredentials: [{ type: "public-key", id: "BA" }],
  });
  expect(made.challenge).toEqual(Uint8Array.of(1, 2));
  expect(made.user.id).toEqual(Uint8Array.of(3));
  expect(made.excludeCredentials).toEqual([{ type: "public-key", id: Uint8Array.of(4) }]);
  expect(made.rp).toEqual({ id: "localhost", name: "Baken" });
});

it("asks for any passkey when the server names none", () => {
  expect(requestOptions({ challenge: "AQ", rpId: "localhost" })).toEqual({
    challenge: Uint8Array.of(1),
    rpId: "localhost",
  });
});

it("tells an assertion with who it says to be", () => {
  const credential = {
    id: "AQ",
    rawId: bytes(1),
    type: "public-key",
    authenticatorAttachment: null,
    getClientExtensionResults: () => ({}),
    response: {
      clientDataJSON: bytes(2),
      authenticatorData: bytes(3),
      signature: bytes(4),
      userHandle: bytes(5),
    },
  };
  expect(credentialJson(credential as unknown as PublicKeyCredential)).toEqual({
    id: "AQ",
    rawId: "AQ",
    type: "public-key",
    clientExtensionResults: {},
    response: { clientDataJSON: "Ag", authenticatorData: "Aw", signature: "BA", userHandle: "BQ" },
  });
});
