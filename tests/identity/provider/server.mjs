// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

// A real OpenID provider for the tests, on a free port of this machine. Its argument is one JSON object
// ({"redirectUris": [...], "signedOutUris": [...], "clientKeys": {...}}); it prints one line with its address, and ends
// when its standard input does. Who signs in, and with how much, the test says in the form of the interaction.

import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'

const settings = JSON.parse(process.argv[2])
const people = new Map()
let provider

const server = createServer(async (request, response) => {
  try {
    const url = new URL(request.url, issuer)
    if (url.pathname.startsWith('/interaction/')) await interact(request, response)
    else if (url.pathname === '/control/rotate') rotate(response)
    else if (url.pathname === '/control/person') await addPerson(request, response)
    else provider.callback()(request, response)
  } catch (error) {
    response.writeHead(500).end(String(error.stack))
  }
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const issuer = `http://127.0.0.1:${server.address().port}`
provider = create()
console.log(issuer)
process.stdin.on('end', () => process.exit(0)).resume()

function create() {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
  const made = new Provider(issuer, {
    clients: [
      client('baken', { token_endpoint_auth_method: 'private_key_jwt', jwks: settings.clientKeys }),
      client('baken-secret', { client_secret: 'a secret with : and %', token_endpoint_auth_method: 'client_secret_basic' }),
      {
        client_id: 'police-system',
        client_secret: 'machine',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
      {
        client_id: 'unknown-system',
        client_secret: 'machine',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    jwks: { keys: [{ ...key, kid: randomUUID(), use: 'sig', alg: 'RS256' }] },
    acrValues: ['urn:test:password', 'urn:test:two-factors'],
    claims: { openid: ['sub', 'acr', 'amr'], profile: ['name'], groups: ['groups'] },
    cookies: { keys: ['for tests only'] },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...people.get(id) }) }),
    pkce: { required: () => true },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      claimsParameter: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          scope: 'read',
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  })
  made.on('server_error', (_context, error) => console.error(error))
  return made
}

function client(id, more) {
  return {
    client_id: id,
    redirect_uris: settings.redirectUris.map((uri) => uri.replace('{client}', id)),
    post_logout_redirect_uris: settings.signedOutUris,
    grant_types: ['authorization_code'],
    scope: 'openid profile groups',
    ...more,
  }
}

async function interact(request, response) {
  const details = await provider.interactionDetails(request, response)
  if (request.method !== 'POST') {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ prompt: details.prompt.name, params: details.params }))
    return
  }
  const form = new URLSearchParams(await text(request))
  if (form.has('refuse')) {
    await provider.interactionFinished(request, response, { error: 'access_denied' })
    return
  }
  const grant = new provider.Grant({ accountId: form.get('person'), clientId: details.params.client_id })
  grant.addOIDCScope('openid profile groups')
  const login = {
    accountId: form.get('person'),
    acr: form.get('acr') ?? undefined,
    amr: form.get('amr')?.split(' '),
    remember: false,
    ...(form.has('ts') ? { ts: Number(form.get('ts')) } : {}),
  }
  await provider.interactionFinished(request, response, { login, consent: { grantId: await grant.save() } })
}

function rotate(response) {
  provider = create()
  response.writeHead(204).end()
}

async function addPerson(request, response) {
  const person = JSON.parse(await text(request))
  people.set(person.id, { name: person.name, groups: person.groups })
  response.writeHead(204).end()
}

async function text(stream) {
  const parts = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts).toString()
}
