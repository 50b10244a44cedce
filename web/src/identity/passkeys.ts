// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Between the JSON of the server (WebAuthn level 3: `toJSON`, `parse…FromJSON`) and the bytes of the browser. Written
 * out, because browsers that a municipality still has know the bytes only.
 */
type Json<T, Bytes extends keyof T> = Omit<T, Bytes> & { readonly [key in Bytes]: string };
type DescriptorJson = Json<PublicKeyCredentialDescriptor, "id">;

export type RequestOptionsJson = Omit<PublicKeyCredentialRequestOptions, "challenge" | "allowCredentials"> & {
  readonly challenge: string;
  readonly allowCredentials?: readonly DescriptorJson[];
};

export type CreationOptionsJson = Omit<
  PublicKeyCredentialCreationOptions,
  "challenge" | "user" | "excludeCredentials"
> & {
  readonly challenge: string;
  readonly user: Json<PublicKeyCredentialUserEntity, "id">;
  readonly excludeCredentials?: readonly DescriptorJson[];
};

export interface CredentialJson {
  readonly id: string;
  readonly rawId: string;
  readonly type: string;
  readonly authenticatorAttachment?: string;
  readonly clientExtensionResults: object;
  readonly response: Readonly<Record<string, string | string[]>>;
}

export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

export function fromBytes(bytes: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const descriptor = ({ id, ...rest }: DescriptorJson): PublicKeyCredentialDescriptor => ({
  ...rest,
  id: toBytes(id),
});

export function requestOptions(json: RequestOptionsJson): PublicKeyCredentialRequestOptions {
  const { challenge, allowCredentials, ...rest } = json;
  return {
    ...rest,
    challenge: toBytes(challenge),
    ...(allowCredentials ? { allowCredentials: allowCredentials.map(descriptor) } : {}),
  };
}

export function creationOptions(json: CreationOptionsJson): PublicKeyCredentialCreationOptions {
  const { challenge, user, excludeCredentials, ...rest } = json;
  return {
    ...rest,
    challenge: toBytes(challenge),
    user: { ...user, id: toBytes(user.id) },
    ...(excludeCredentials ? { excludeCredentials: excludeCredentials.map(descriptor) } : {}),
  };
}

/** A credential as the server reads it. */
export function credentialJson(credential: PublicKeyCredential): CredentialJson {
  const { response } = credential;
  const found: Record<string, string | string[]> = { clientDataJSON: fromBytes(response.clientDataJSON) };
  if ("attestationObject" in response) {
    const attestation = response as AuthenticatorAttestationResponse;
    found.attestationObject = fromBytes(attestation.attestationObject);
    found.transports = attestation.getTransports?.() ?? [];
  } else {
    const assertion = response as AuthenticatorAssertionResponse;
    found.authenticatorData = fromBytes(assertion.authenticatorData);
    found.signature = fromBytes(assertion.signature);
    if (assertion.userHandle) found.userHandle = fromBytes(assertion.userHandle);
  }
  return {
    id: credential.id,
    rawId: fromBytes(credential.rawId),
    type: credential.type,
    ...(credential.authenticatorAttachment
      ? { authenticatorAttachment: credential.authenticatorAttachment }
      : {}),
    clientExtensionResults: credential.getClientExtensionResults(),
    response: found,
  };
}

/** The reader closed the browser's own dialog, or it waited too long: no error, just not done. */
export class PasskeyCancelled extends Error {
  override readonly name = "PasskeyCancelled";
}

export const passkeysWork = (): boolean =>
  typeof PublicKeyCredential !== "undefined" && window.isSecureContext && "credentials" in navigator;

async function asked(ask: Promise<Credential | null>): Promise<CredentialJson> {
  try {
    const credential = await ask;
    if (!credential) throw new PasskeyCancelled();
    return credentialJson(credential as PublicKeyCredential);
  } catch (reason) {
    const name = reason instanceof Error ? reason.name : "";
    if (name === "NotAllowedError" || name === "AbortError") throw new PasskeyCancelled();
    throw reason;
  }
}

export const askPasskey = (json: RequestOptionsJson): Promise<CredentialJson> =>
  asked(navigator.credentials.get({ publicKey: requestOptions(json) }));

export const makePasskey = (json: CreationOptionsJson): Promise<CredentialJson> =>
  asked(navigator.credentials.create({ publicKey: creationOptions(json) }));
