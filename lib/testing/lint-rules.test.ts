import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Rule, file, text: planted as a project of its own under our configuration. */
const planted = [
  ['style/noRestrictedGlobals', 'lib/tokens/x.ts', "export const a = await fetch('https://a.example/');"],
  ['style/noRestrictedGlobals', 'app/api/x/route.ts', 'export const a = { customFetch: fetch };'],
  ['style/noRestrictedGlobals', 'bin/x.ts', "export const a = new WebSocket('wss://a.example/');"],
  ['style/noRestrictedImports', 'lib/tokens/x.ts', "export { a } from '../accounts/index.ts';"],
  ['style/noRestrictedImports', 'app/x/page.tsx', "export { a } from '../../ui/a.ts';"],
  ['style/noRestrictedImports', 'lib/tokens/x.ts', "import 'server-only';"],
  ['style/noProcessEnv', 'lib/tokens/x.ts', 'export const a = process.env.A;'],
  ['style/noProcessEnv', 'app/api/x/route.ts', 'export const a = process.env.A;'],
  ['suspicious/noConsole', 'lib/tokens/x.ts', "console.log('a');"],
  ['suspicious/noExplicitAny', 'lib/tokens/x.ts', 'export const a = (b: any) => b;'],
  ['suspicious/noTsIgnore', 'lib/tokens/x.ts', '// @ts-ignore\nexport const a = 1;'],
  ['suspicious/noSkippedTests', 'lib/tokens/x.test.ts', "it.skip('a', () => {});"],
  ['style/noEnum', 'lib/tokens/x.ts', 'export enum A { B }'],
  ['style/useFilenamingConvention', 'lib/tokens/someFile.ts', 'export const a = 1;'],
  ['style/noExcessiveLinesPerFile', 'lib/tokens/x.ts', 'export {};\n'.repeat(501)],
] as const;

const allowed = [
  ['lib/egress/x.ts', "export const a = await fetch('https://a.example/');"],
  ['app/ui/api.ts', "export const a = await fetch('/api/v1/connections');"],
  ['lib/oauth/x.ts', 'export const a = (fetch: (url: string) => unknown) => fetch("a");'],
  ['lib/config/x.ts', 'export const a = process.env.A;'],
  ['bin/x.ts', "console.log('a', process.env.A);"],
  ['app/t/[tenant]/page.tsx', 'export const a = 1;'],
] as const;

let reported: { rule: string; file: string }[];

beforeAll(() => {
  const project = mkdtempSync(path.join(tmpdir(), 'mailgrant-lint-'));
  try {
    cpSync(path.join(root, 'biome.json'), path.join(project, 'biome.json'));
    for (const [index, [, file, text]] of planted.entries()) plant(project, inOwnFolder(file, index), text);
    for (const [file, text] of allowed) plant(project, file, text);
    reported = lint(project);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
});

it.each(planted.map((each, index) => [...each, index] as const))('%s is seen in %s: %s', (rule, file, _text, index) => {
  expect(reported).toContainEqual({ rule: `lint/${rule}`, file: inOwnFolder(file, index) });
});

it.each(allowed)('nothing is said about %s: %s', (file) => {
  expect(reported.filter((each) => each.file === file)).toEqual([]);
});

/** Two violations planted in one file would hide each other. */
function inOwnFolder(file: string, index: number): string {
  return path.posix.join(path.posix.dirname(file), `planted-${index}`, path.posix.basename(file));
}

function plant(project: string, file: string, text: string): void {
  mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
  writeFileSync(path.join(project, file), `${text}\n`);
}

function lint(project: string): { rule: string; file: string }[] {
  const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
  const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' });
  const report = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: unknown } }[] };
  if (report.diagnostics.length === 0) throw new Error(`The linter reported nothing: ${stderr}`);
  return report.diagnostics.map((each) => ({ rule: each.category, file: String(each.location.path) }));
}
