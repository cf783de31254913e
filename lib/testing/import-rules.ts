import { isAnyServer, providerIds, providerRules } from '#lib/providers/schema.ts';
import type { Edge, Module } from './import-graph.ts';

/**
 * The house's import rules (docs/architecture.md) that Biome cannot say. Reading order: layers, faces, who may use
 * what, what may not be written at all; then the few that look at more than one import.
 */

/** Lower layers first: imports point downwards, or stay within a layer. */
const layers: [string, string[]][] = [
  ['foundation', ['errors', 'config', 'log', 'crypto', 'db', 'egress', 'strings', 'time'].map(inLib)],
  ['capabilities', ['oauth', 'providers', 'transports', 'scanning', 'queue'].map(inLib)],
  [
    'domains',
    [
      'accounts',
      'audit',
      'connections',
      'tokens',
      'keys',
      'diagnosis',
      'files',
      'webhooks',
      'notices',
      'messages',
      'reports',
    ].map(inLib),
  ],
  ['edges', ['http', 'smtp', 'jobs'].map(inLib)],
  [
    'programs',
    [
      'app/',
      'bin/',
      'proxy.ts',
      'instrumentation.ts',
      'instrumentation-client.ts',
      'next.config.js',
      'vitest.config.ts',
    ],
  ],
];

const domains = layers[2]?.[1] ?? [];

/** From outside, a folder is its face. The foundation's folders are open, but for egress and the vault. */
const faces = {
  folders: [...(layers[1]?.[1] ?? []), ...domains, 'lib/egress/'],
  // context.ts: who acts. Everything needs it, accounts' own neighbours too, and it needs nothing.
  files: /\/(index|schema|types|context)\.ts$/,
};

/** What may run in the browser: shapes, what providers ask for, sentences, and the two vocabularies that schemas are made of. */
const browserSafe =
  /^lib\/(\w+\/([\w-]+-)?schema\.ts|providers\/(known\/\w+|generated\/known|key-file|key-pem|parameters)\.ts|strings\/|accounts\/context\.ts|errors\/)/;

type Reservation = {
  says: string;
  /** Files or packages. */
  what: RegExp;
  /** Only these names are reserved; absent: all. `*` takes in every name. */
  names?: string[];
  /** These names are free for all. */
  free?: string[];
  /** Types may be imported by anyone. */
  typesAreFree?: true;
  /** Beginnings of the paths that may import it. */
  by: string[];
};

const reserved: Reservation[] = [
  {
    says: 'N1: connections to outside are made in lib/egress only',
    what: /^(net|tls|http|https|http2|dgram|dns|dns\/promises|undici|ws)$/,
    // These listen, or only look at a spelling.
    free: ['createServer', 'createSecureServer', 'Server', 'isIP', 'isIPv4', 'isIPv6'],
    typesAreFree: true,
    // The start waits for its own children on this machine.
    by: ['lib/egress/', 'bin/start/reachable.ts'],
  },
  {
    says: 'N1: a library that opens connections itself is used where egress is put under it',
    what: /^(oauth4webapi|openid-client|nodemailer|googleapis|smtp-server|next-auth|socks)(\/|$)/,
    typesAreFree: true,
    by: ['lib/oauth/', 'lib/transports/', 'lib/providers/', 'lib/smtp/', 'lib/http/', 'app/ui/auth/', 'app/ui/shell/'],
  },
  {
    says: 'N1: the sockets of this machine are for the virus scanner',
    what: /^lib\/egress\/index\.ts$/,
    names: ['egressSocket'],
    by: ['lib/scanning/'],
  },
  {
    says: 'T5: secrets are opened by connections, tokens and webhooks only',
    what: /^lib\/db\/vault\.ts$/,
    names: ['openVault'],
    by: ['lib/connections/', 'lib/tokens/', 'lib/webhooks/'],
  },
  {
    says: 'T5: data keys are made with their tenant only',
    what: /^lib\/db\/vault\.ts$/,
    names: ['createDataKey'],
    by: ['lib/accounts/'],
  },
  {
    says: 'T5: data keys are changed, and what they sealed is sealed anew, by lib/keys only',
    what: /^lib\/db\/vault\.ts$/,
    names: ['openResealer', 'renewDataKey'],
    by: ['lib/keys/'],
  },
  {
    says: 'T5: sealing and opening without the vault is for the vault only',
    what: /^lib\/crypto\/(index|seal|key-ring)\.ts$/,
    names: ['open', 'openBytes', 'seal', 'sealBytes', 'parseKeyRing', 'makeDataKey', 'wrapDataKey', 'unwrapDataKey'],
    by: ['lib/crypto/', 'lib/db/vault.ts', 'lib/db/key-ring.ts'],
  },
  {
    says: 'Prisma is seen only by domains, queue and db',
    what: /^(@prisma\/|prisma(\/|$)|pg$|lib\/db\/generated\/)/,
    by: [...domains, 'lib/queue/', 'lib/db/'],
  },
  {
    says: 'The database is reached only through domains',
    what: /^lib\/db\/index\.ts$/,
    names: ['inTenant', 'acrossTenants', 'asTenant', 'system', 'Prisma', 'Tx'],
    by: [...domains, 'lib/queue/', 'lib/db/', 'bin/'],
  },
  { says: 'lib/testing is for tests only', what: /^lib\/testing\//, by: [] },
  { says: 'The sandbox is a separate program: nothing of the product knows it', what: /^sandbox\//, by: ['sandbox/'] },
  { says: 'The environment is read in lib/config only', what: /^process$/, by: ['bin/', 'lib/config/'] },
];

const named = providerIds.filter((id) => !isAnyServer(id)).map((id) => ({ id, ...providerRules[id] }));

/** What providers are called, and what only their own pages say. */
const names = [
  ...named.flatMap(({ id, label, numberPrefix }) => [id, label.split(' ')[0] ?? '', numberPrefix]),
  ...['outlook', 'directoryId'],
].filter(Boolean);

/** Words of theirs that others have inside them. */
const words = [...named.flatMap(({ transports }) => transports.filter((way) => way !== 'smtp')), 'entra'];

const bothCases = (word: string) => `[${word.charAt(0).toLowerCase()}${word.charAt(0).toUpperCase()}]${word.slice(1)}`;
const capital = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

const namesProvider = new RegExp(
  [
    ...names.map(bothCases),
    ...words.map((word) => `(?:(?<![A-Za-z])${bothCases(word)}|(?<=[a-z])${capital(word)})(?![a-z])`),
  ].join('|'),
);

/** Ways around the rules that no import shows. */
const unwritable: { says: string; pattern: RegExp; where: RegExp }[] = [
  {
    says: 'N1: requests to outside go through lib/egress',
    pattern:
      /\b(globalThis|window|self|global)\b\??[.[\s'"`]+(fetch|WebSocket|EventSource|XMLHttpRequest)\b|sendBeacon/,
    where: /^(app|bin|lib)\//,
  },
  {
    says: 'Modules are imported where one can see them',
    pattern: /\b(createRequire|getBuiltinModule|process\.binding)\b/,
    // The database finds its engines, which are not modules, by resolving their packages.
    where: /^(app|bin|lib\/(?!db\/))/,
  },
  {
    says: 'A provider is data of lib/providers and lib/transports: nothing else names one',
    pattern: namesProvider,
    // A test's example has to name some provider.
    where:
      /^(app|lib\/(accounts|audit|connections|tokens|diagnosis|files|webhooks|notices|http|jobs))\/(?!.*-fixture\.ts$)/,
  },
];

/** Every broken rule, as `file → target: rule`. Tests may import what they test and the sandbox as their other side. */
export function violations(modules: readonly Module[]): string[] {
  const product = modules.filter((module) => !module.isTest);
  return [
    ...modules.filter((module) => module.path.startsWith('sandbox/')).flatMap(leavesSandbox),
    ...product.filter((module) => !module.path.startsWith('sandbox/')).flatMap(breaksOnItsOwn),
    ...clientLeaks(product),
    ...cycles(product),
  ];
}

function breaksOnItsOwn(module: Module): string[] {
  const written = unwritable.filter(({ pattern, where }) => where.test(module.path) && pattern.test(module.text));
  return [
    ...(layerOf(module.path) === -1 ? [`${module.path}: has no layer yet`] : []),
    ...written.map(({ says }) => `${module.path}: ${says}`),
    ...module.edges.flatMap((edge) => [...pointsUpwards(edge), ...passesTheFace(edge), ...takesReserved(edge)]),
  ];
}

function pointsUpwards(edge: Edge): string[] {
  const [from, to] = [layerOf(edge.from), layerOf(edge.to)];
  const isUp = to > from && !/^lib\/\w+\/schema\.ts$/.test(edge.to);
  return isUp ? [broken(edge, `${layers[to]?.[0]} are above ${layers[from]?.[0]}`)] : [];
}

function passesTheFace(edge: Edge): string[] {
  const folder = faces.folders.find((each) => edge.to.startsWith(each));
  if (!folder || edge.from.startsWith(folder) || faces.files.test(edge.to)) return [];
  return [broken(edge, `${folder} is used by its index.ts or schema.ts`)];
}

function takesReserved(edge: Edge): string[] {
  return reserved.filter((rule) => isReserved(rule, edge)).map((rule) => broken(edge, rule.says));
}

function isReserved(rule: Reservation, edge: Edge): boolean {
  if (!rule.what.test(edge.to) || rule.by.some((path) => edge.from.startsWith(path))) return false;
  if (edge.isType && rule.typesAreFree) return false;
  if (rule.free) return edge.names.length === 0 || !edge.names.every((name) => rule.free?.includes(name));
  return !rule.names || edge.names.some((name) => name === '*' || rule.names?.includes(name));
}

function leavesSandbox(module: Module): string[] {
  return module.edges
    .filter((edge) => /^(app|bin|lib)\//.test(edge.to))
    .map((edge) => broken(edge, 'The sandbox imports nothing of the product'));
}

/** Follows values from every 'use client' module: what they need runs in the browser too. */
function clientLeaks(modules: readonly Module[]): string[] {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const waiting = modules.filter((module) => module.isClient);
  const inBrowser = new Set(waiting);
  const leaks: string[] = [];
  for (let module = waiting.pop(); module; module = waiting.pop()) {
    for (const edge of module.edges.filter(({ isType }) => !isType)) {
      const isSafe = browserSafe.test(edge.to);
      if (edge.to.startsWith('lib/') && !isSafe)
        leaks.push(broken(edge, 'The browser takes values from schema.ts only'));
      const target = byPath.get(edge.to);
      if (target && !inBrowser.has(target) && (isSafe || edge.to.startsWith('app/'))) {
        inBrowser.add(target);
        waiting.push(target);
      }
    }
  }
  return leaks;
}

/** Modules that need each other to load. */
function cycles(modules: readonly Module[]): string[] {
  const targets = new Map(
    modules.map((module) => [module.path, module.edges.filter((edge) => !edge.isType).map((edge) => edge.to)]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: string, trail: string[]) => {
    const start = trail.indexOf(file);
    if (start >= 0) found.push(`${[...trail.slice(start), file].join(' → ')}: imports go round in a circle`);
    if (start >= 0 || done.has(file)) return;
    for (const target of targets.get(file) ?? []) walk(target, [...trail, file]);
    done.add(file);
  };
  for (const file of targets.keys()) walk(file, []);
  return found;
}

function inLib(folder: string): string {
  return `lib/${folder}/`;
}

function layerOf(file: string): number {
  return layers.findIndex(([, paths]) => paths.some((path) => file.startsWith(path)));
}

function broken(edge: Edge, rule: string): string {
  return `${edge.from} → ${edge.to}: ${rule}`;
}
