import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ServiceAccountKeys } from '#sandbox/control/google-control.ts';
import { runSandbox } from '#sandbox/testing/running.ts';
import type { TokenReply } from '#sandbox/testing/sign-in.ts';

const send = 'https://www.googleapis.com/auth/gmail.send';
const full = 'https://mail.google.com/';
let sandbox: Awaited<ReturnType<typeof runSandbox>>;
let robot: ServiceAccountKeys;

beforeAll(async () => {
  sandbox = await runSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => {
  sandbox.control.reset();
  robot = sandbox.control.google.createServiceAccount({ project: 'Northwind', delegateScopes: [send] });
});

type Claims = { sub?: string | null; scope?: string; aud?: string; iat?: number; exp?: number; iss?: string };

async function ask(
  claims: Claims = {},
  key = robot.keyFile.private_key,
  kid: string | undefined = robot.keyId,
): Promise<TokenReply> {
  const now = Math.floor(Date.now() / 1_000);
  const { sub = 'reports@northwind.example', ...rest } = claims;
  const payload = {
    iss: robot.email,
    scope: send,
    aud: sandbox.google.tokenUrl,
    iat: now,
    exp: now + 300,
    ...(sub === null ? {} : { sub }),
    ...rest,
  };
  const header = { alg: 'RS256', typ: 'JWT', ...(kid ? { kid } : {}) };
  return post(await new SignJWT(payload).setProtectedHeader(header).sign(createPrivateKey(key)));
}

async function post(assertion: string): Promise<TokenReply> {
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  const response = await fetch(sandbox.google.tokenUrl, { method: 'POST', body });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

function expectRefusal({ status, json }: TokenReply, wanted: number, error: string, text: string | RegExp): void {
  expect(status).toBe(wanted);
  expect(json.error).toBe(error);
  expect(json.error_description).toEqual(typeof text === 'string' ? text : expect.stringMatching(text));
}

const unauthorized =
  'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.';

describe('a service account with domain-wide delegation', () => {
  it('gets a token for a person, without a refresh token', async () => {
    const { status, json } = await ask();
    expect(status).toBe(200);
    expect(json).toEqual({
      access_token: expect.stringMatching(/^ya29\./),
      expires_in: 3599,
      scope: send,
      token_type: 'Bearer',
    });
  });

  it('has a key file as Google makes it', () => {
    const { keyFile } = robot;
    expect(keyFile).toMatchObject({
      type: 'service_account',
      project_id: 'northwind-mail',
      private_key_id: robot.keyId,
      private_key: expect.stringMatching(/^-----BEGIN PRIVATE KEY-----\n/),
      client_email: expect.stringMatching(/@northwind-mail\.iam\.gserviceaccount\.com$/),
      client_id: expect.stringMatching(/^\d{21}$/),
      token_uri: sandbox.google.tokenUrl,
    });
  });

  it('may sign for the old token address, as Nodemailer does, and leave kid out', async () => {
    expect((await ask({ aud: `${sandbox.google.authority}/o/oauth2/token` })).status).toBe(200);
    expect((await ask({}, robot.keyFile.private_key, '')).status).toBe(200);
  });
});

describe('delegation', () => {
  it('is by numeric ID: missing or by e-mail it is unauthorized_client', async () => {
    robot = sandbox.control.google.createServiceAccount({ project: 'Northwind' });
    expectRefusal(await ask(), 401, 'unauthorized_client', unauthorized);
    sandbox.control.google.delegate('northwind.example', robot.email, [send]);
    expectRefusal(await ask(), 401, 'unauthorized_client', unauthorized);
    sandbox.control.google.delegate('northwind.example', robot.uniqueId, [send]);
    expect((await ask()).status).toBe(200);
  });

  it('is by domain, and never for consumer accounts', async () => {
    const said = 'Unauthorized client or scope in request.';
    expectRefusal(await ask({ sub: 'newsletter@tailspin.example' }), 401, 'unauthorized_client', said);
    expect((await ask({ sub: 'robin.river@gmail.example' })).json.error).toBe('unauthorized_client');
  });

  it('lists every scope: one missing is access_denied, none listed unauthorized_client', async () => {
    expectRefusal(await ask({ scope: `${send} ${full}` }), 403, 'access_denied', 'Requested client not authorized.');
    expectRefusal(await ask({ scope: full }), 401, 'unauthorized_client', unauthorized);
    expectRefusal(await ask({ scope: 'nonsense' }), 400, 'invalid_scope', /Invalid OAuth scope/);
  });

  it('wants a user that exists', async () => {
    expectRefusal(await ask({ sub: 'nobody@northwind.example' }), 400, 'invalid_grant', 'Invalid email or User ID');
    expectRefusal(await ask({ sub: 'nobody' }), 400, 'invalid_grant', 'Not a valid email or user ID.');
  });
});

describe('the assertion', () => {
  const shortLived = /^Invalid JWT: Token must be a short-lived token \(60 minutes\)/;

  it('is short-lived and of now', async () => {
    const now = Math.floor(Date.now() / 1_000);
    expectRefusal(await ask({ iat: now, exp: now + 4_000 }), 400, 'invalid_grant', shortLived);
    expectRefusal(await ask({ iat: now - 7_200, exp: now - 3_700 }), 400, 'invalid_grant', shortLived);
    expectRefusal(await ask({ iat: now + 900, exp: now + 1_200 }), 400, 'invalid_grant', shortLived);
    expect((await ask({ iat: now + 60, exp: now + 3_600 })).status).toBe(200);
  });

  it('is signed with a key that still exists', async () => {
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    expectRefusal(await ask({}, String(stranger)), 400, 'invalid_grant', 'Invalid JWT Signature.');
    sandbox.control.google.deleteKey(robot.email, robot.keyId);
    expectRefusal(await ask(), 400, 'invalid_grant', 'Invalid JWT Signature.');
  });

  it('is for this endpoint, from an account that exists, and a JWT at all', async () => {
    expectRefusal(await ask({ aud: 'https://oauth2.example/token' }), 400, 'invalid_grant', /Failed audience check/);
    const elsewhere = 'gone@other.iam.gserviceaccount.com';
    expectRefusal(await ask({ iss: elsewhere }), 400, 'invalid_grant', 'Invalid grant: account not found');
    expectRefusal(await post('nonsense'), 400, 'invalid_grant', /^Invalid JWT/);
  });

  it('without sub is the account itself, which has no mailbox', async () => {
    const { status, json } = await ask({ sub: null });
    expect(status).toBe(200);
    const response = await fetch(`${sandbox.google.gmailUrl}/gmail/v1/users/me/messages/send`, {
      method: 'POST',
      headers: { authorization: `Bearer ${json.access_token}` },
      body: '{}',
    });
    expect(await response.json()).toMatchObject({ error: { code: 400, status: 'FAILED_PRECONDITION' } });
  });
});
