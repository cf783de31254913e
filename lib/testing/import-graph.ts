import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One import, re-export, dynamic import or require. */
export type Edge = {
  from: string;
  /** A file of this project (`lib/x/y.ts`), or a package as it is written, without `node:`. */
  to: string;
  /** Imported names; `*` for all of them, none for an import for its effects. */
  names: string[];
  /** Nothing of it is left when the types are stripped. */
  isType: boolean;
};

export type Module = { path: string; text: string; edges: Edge[]; isClient: boolean; isTest: boolean };

const folders = ['app', 'bin', 'e2e', 'faults', 'interop', 'lib', 'sandbox'];

/** Every module of the project, tests included, generated code and packages not. */
export function readModules(root: string): Module[] {
  const files = globSync([`{${folders}}/**/*.{ts,tsx,js,mjs}`, '*.{ts,js}'], { cwd: root })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => !/^lib\/db\/generated\/|\.d\.ts$|(^|\/)node_modules\//.test(file));
  return files.sort().map((file) => parseModule(file, readFileSync(path.join(root, file), 'utf8')));
}

// Anchored at the start of a line: sentences in comments and planted code in tests are not statements.
const clause = String.raw`(?<type>type\s+)?(?<clause>[\w$*{},\s]+?)`;
const statement = new RegExp(String.raw`^\s*(?:import|export)\s+${clause}\s+from\s+(['"])(?<to>[^'"]+)\3`, 'gm');
const effect = /^\s*import\s+(['"])(?<to>[^'"]+)\1/gm;
const dynamic = /\b(?:import|require|getBuiltinModule)\(\s*(['"`])(?<to>[^'"`]+)\1/g;

/** Reads a module's imports from its text; the formatter keeps statements in a shape that patterns can read. */
export function parseModule(file: string, text: string): Module {
  const edges: Edge[] = [];
  const add = (to: string, names: string[], isType: boolean) => {
    edges.push({ from: file, to: resolve(file, to), names, isType });
  };
  for (const { groups = {} } of text.matchAll(statement)) {
    const names = namesOf(groups.clause ?? '');
    const values = names.filter((name) => !name.startsWith('type '));
    const isType = groups.type !== undefined || (names.length > 0 && values.length === 0);
    add(groups.to ?? '', isType ? names.map((name) => name.replace(/^type\s+/, '')) : values, isType);
  }
  for (const { groups = {} } of text.matchAll(effect)) add(groups.to ?? '', [], false);
  for (const { groups = {} } of text.matchAll(dynamic)) add(groups.to ?? '', ['*'], false);
  return {
    path: file,
    text,
    edges,
    isClient: /^\s*(['"])use client\1/.test(text),
    isTest: /\.test\.tsx?$/.test(file) || /^(e2e|faults|interop|lib\/testing)\//.test(file),
  };
}

/** `a, { b as c, type D }` is default, b and `type D`; `* as x` is `*`. */
function namesOf(text: string): string[] {
  const braces = text.match(/\{([^}]*)\}/)?.[1] ?? '';
  const outside = text.replace(/\{[^}]*\}/, '');
  const named = braces.split(',').map((item) => item.trim().replace(/\s+as\s+.*$/, ''));
  const whole = outside.split(',').map((item) => (item.includes('*') ? '*' : item.trim() && 'default'));
  return [...whole, ...named].filter(Boolean);
}

function resolve(file: string, to: string): string {
  if (to.startsWith('#')) return to.slice(1);
  if (to.startsWith('.')) return path.posix.join(path.posix.dirname(file), to);
  return to.replace(/^node:/, '');
}
