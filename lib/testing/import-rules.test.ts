import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAnyServer, providerIds } from '#lib/providers/schema.ts';
import { type Module, parseModule, readModules } from './import-graph.ts';
import { violations } from './import-rules.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('the project', () => {
  const modules = readModules(root);

  it('is read whole', () => {
    const edges = modules.filter((module) => !module.isTest).flatMap((module) => module.edges);
    expect(modules.length).toBeGreaterThan(150);
    expect(edges.length).toBeGreaterThan(modules.length);
    // Every import of a file leads to a file: a path that was misread would escape the rules.
    const known = new Set(modules.map((module) => module.path));
    const files = edges.filter((edge) => /^(app|bin|lib|sandbox|e2e)\/.*\.(ts|tsx)$/.test(edge.to));
    expect(files.filter((edge) => !known.has(edge.to) && !edge.to.startsWith('lib/db/generated/'))).toEqual([]);
  });

  it('keeps to every rule', () => {
    expect(violations(modules)).toEqual([]);
  });
});

/** Modules by path and text; planted code stands in a list so that this file itself has no such import. */
const planted = (files: Record<string, string[]>): Module[] =>
  Object.entries(files).map(([file, lines]) => parseModule(file, lines.join('\n')));

describe('a planted violation is seen', () => {
  const cases: [string, RegExp, Record<string, string[]>][] = [
    [
      'foundation using a domain',
      /domains are above foundation/,
      { 'lib/db/x.ts': ["import { a } from '#lib/tokens/index.ts';"] },
    ],
    [
      'a type from above',
      /domains are above capab/,
      { 'lib/oauth/x.ts': ["import type { A } from '#lib/accounts/index.ts';"] },
    ],
    [
      'a domain using an edge',
      /edges are above domains/,
      { 'lib/tokens/x.ts': ["export { a } from '#lib/http/index.ts';"] },
    ],
    ['lib using app', /programs are above edges/, { 'lib/http/x.ts': ["import '#app/ui/api.ts';"] }],
    ['a folder of lib without a layer', /has no layer/, { 'lib/misc/x.ts': [] }],
    [
      'the inside of a domain',
      /lib\/accounts\/ is used by its index/,
      { 'lib/tokens/x.ts': ["import { a } from '#lib/accounts/password.ts';"] },
    ],
    [
      'the inside of a capability',
      /lib\/transports\/ is used by/,
      { 'lib/connections/x.ts': ["const a = await import('#lib/transports/smtp/send.ts');"] },
    ],
    [
      'egress without its face',
      /lib\/egress\/ is used/,
      { 'lib/oauth/x.ts': ["import { dial } from '#lib/egress/dial.ts';"] },
    ],
    [
      'Prisma in a route',
      /Prisma is seen only/,
      { 'app/api/x/route.ts': ["import { Prisma } from '#lib/db/generated/client.ts';"] },
    ],
    [
      'Prisma’s package in an edge',
      /Prisma is seen only/,
      { 'lib/http/x.ts': ["import type { A } from '@prisma/client';"] },
    ],
    [
      'a query in a route',
      /only through domains/,
      { 'app/api/x/route.ts': ["import { inTenant } from '#lib/db/index.ts';"] },
    ],
    [
      'a query in a screen by another name',
      /only through domains/,
      { 'app/x/page.tsx': ["import * as db from '#lib/db/index.ts';"] },
    ],
    [
      'lib/testing in the product',
      /for tests only/,
      { 'lib/http/x.ts': ["import { a } from '#lib/testing/a-tenant.ts';"] },
    ],
    [
      'the product knowing the sandbox',
      /separate program/,
      { 'lib/providers/x.ts': ["import { a } from '#sandbox/main.ts';"] },
    ],
    [
      'the sandbox using the product',
      /imports nothing of/,
      { 'sandbox/x.ts': ["import type { A } from '#lib/errors/index.ts';"] },
    ],
    [
      'a sandbox test using it',
      /imports nothing of/,
      { 'sandbox/x.test.ts': ["import { a } from '#lib/oauth/index.ts';"] },
    ],
    [
      'the environment by its module',
      /read in lib\/config/,
      { 'lib/http/x.ts': ["import { env } from 'node:process';"] },
    ],
    [
      'a circle',
      /lib\/log\/a\.ts → lib\/log\/b\.ts → lib\/log\/a\.ts/,
      { 'lib/log/a.ts': ["import { b } from './b.ts';"], 'lib/log/b.ts': ["export * from './a.ts';"] },
    ],
  ];

  it.each(cases)('%s', (_what, rule, files) => {
    expect(violations(planted(files))).toEqual([expect.stringMatching(rule)]);
  });

  const n1 = [
    "import net from 'node:net';",
    "import * as net from 'net';",
    "import { connect } from 'node:net';",
    "import { isIP, Socket } from 'node:net';",
    "import {\n  createConnection,\n} from 'node:net';",
    "import { connect as dial } from 'node:tls';",
    "import { request } from 'node:https';",
    "import http, { type Server } from 'http';",
    "import { connect } from 'node:http2';",
    "import 'undici';",
    "import { fetch } from 'undici';",
    "export { get } from 'node:https';",
    "const net = await import('node:net');",
    "const net = require('net');",
    "const net = process.getBuiltinModule('net');",
    "import { lookup } from 'node:dns/promises';",
    "import { createSocket } from 'node:dgram';",
    "await globalThis.fetch('https://a.example/');",
    "await globalThis['fetch']('https://a.example/');",
    "navigator.sendBeacon('https://a.example/');",
    'const require = createRequire(import.meta.url);',
  ];

  it.each(n1)('N1: %s', (line) => {
    for (const file of ['lib/tokens/x.ts', 'app/api/x/route.ts', 'bin/x.ts']) {
      expect(violations(planted({ [file]: [line] }))).not.toEqual([]);
    }
  });

  it.each(['oauth4webapi', 'nodemailer', 'googleapis/build/src/apis/gmail/index.js'])(
    'N1: %s outside its place',
    (name) => {
      expect(violations(planted({ 'lib/tokens/x.ts': [`import a from '${name}';`] })).join()).toContain('N1:');
    },
  );

  it('N1: a socket of this machine outside the virus scanner', () => {
    const line = "import { egressSocket } from '#lib/egress/index.ts';";
    expect(violations(planted({ 'lib/transports/x.ts': [line] })).join()).toContain('N1:');
    expect(violations(planted({ 'lib/scanning/x.ts': [line] }))).toEqual([]);
  });

  it.each([
    ['lib/transports/x.ts', "import { openVault } from '#lib/db/vault.ts';"],
    ['lib/http/x.ts', "import * as vault from '#lib/db/vault.ts';"],
    ['app/api/x/route.ts', "const { openVault } = await import('#lib/db/vault.ts');"],
    ['lib/db/index.ts', "export * from './vault.ts';"],
    ['lib/accounts/x.ts', "import { openVault } from '#lib/db/vault.ts';"],
    ['lib/tokens/x.ts', "import { createDataKey } from '#lib/db/vault.ts';"],
    ['lib/tokens/x.ts', "import { openResealer } from '#lib/db/vault.ts';"],
    ['lib/keys/x.ts', "import { openVault } from '#lib/db/vault.ts';"],
    ['lib/tokens/x.ts', "import { open as unseal } from '#lib/crypto/index.ts';"],
    ['lib/audit/x.ts', "import { parseKeyRing, unwrapDataKey } from '#lib/crypto/index.ts';"],
  ])('T5: %s with %s', (file, line) => {
    expect(violations(planted({ [file]: [line] })).join()).toContain('T5:');
  });

  it.each([
    ['lib/connections/x.ts', "if (connection.provider === 'microsoft') wait();"],
    ['lib/tokens/x.ts', '// Entra dates it back.'],
    ['lib/diagnosis/x.ts', "const prefix = 'AADSTS';"],
    ['lib/http/x.ts', "const url = 'https://gmail.example';"],
    ['app/ui/x.tsx', "const isGoogle = provider === 'google';"],
    ['app/ui/x.tsx', "const speaks = transport === 'graph';"],
    ['lib/connections/x.ts', 'const { graphUrl } = endpoints;'],
    ['lib/connections/x.ts', 'const { directoryId } = settings;'],
  ])('a provider that %s names: %s', (file, line) => {
    expect(violations(planted({ [file]: [line] })).join()).toContain('A provider is data');
  });

  it.each(providerIds.filter((id) => !isAnyServer(id)))('every provider that has a name: %s', (id) => {
    const line = `if (connection.provider === '${id}') wait();`;
    expect(violations(planted({ 'lib/tokens/x.ts': [line] })).join()).toContain('A provider is data');
  });

  it('no word that only looks like a provider, nor the provider’s own data', () => {
    const files = {
      'app/ui/x.tsx': ['// A paragraph about the central entrance.'],
      'lib/providers/x.ts': ["const id = 'microsoft';"],
    };
    expect(violations(planted(files))).toEqual([]);
  });

  it('a value for the browser that is not from a schema, however far down', () => {
    const client = ["'use client';", "import { b } from './b.ts';"];
    const leak = /The browser takes values from schema/;
    const taking = (line: string) => violations(planted({ 'app/ui/a.tsx': client, 'app/ui/b.ts': [line] }));
    expect(taking("import { a } from '#lib/connections/index.ts';")).toEqual([expect.stringMatching(leak)]);
    expect(taking("import { config } from '#lib/config/index.ts';")).toEqual([expect.stringMatching(leak)]);
    expect(taking("import { aSchema } from '#lib/connections/schema.ts';")).toEqual([]);
    const schema = { 'lib/connections/schema.ts': ["import { config } from '#lib/config/index.ts';"] };
    const direct = ["'use client';", "import { aSchema } from '#lib/connections/schema.ts';"];
    expect(violations(planted({ 'app/ui/a.tsx': direct, ...schema }))).toEqual([expect.stringMatching(leak)]);
  });
});

it('what is allowed is not reported', () => {
  const files = {
    'lib/connections/x.ts': [
      "import { openVault } from '#lib/db/vault.ts';",
      "import { requireScope } from '#lib/accounts/index.ts';",
      "import { Secret, sha256 } from '#lib/crypto/index.ts';",
      "import { inTenant } from '#lib/db/index.ts';",
      "import type { Socket } from 'node:net';",
      "import { type AddressInfo, isIP } from 'node:net';",
      "import { z } from 'zod';",
      "// import net from 'node:net';",
      'const text = "import net from \'node:net\';";',
    ],
    'lib/egress/x.ts': ["import { connect } from 'node:net';", "import { Client } from 'undici';"],
    'lib/oauth/x.ts': [
      "import * as oauth from 'oauth4webapi';",
      "import type { A } from '#lib/connections/schema.ts';",
    ],
    'lib/oauth/x.test.ts': ["import { a } from '#sandbox/main.ts';", "import { b } from '#lib/testing/b.ts';"],
    'app/ui/x.tsx': ["'use client';", "import type { A } from '#lib/connections/index.ts';"],
    'sandbox/x.ts': ["import { createServer, request } from 'node:http';"],
  };
  expect(violations(planted(files))).toEqual([]);
});
