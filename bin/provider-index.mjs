// Which providers there are: one file each in lib/providers/known, named after the provider and what it exports. Writes
// the index of them that the product imports. Plain JavaScript, no packages: it runs before anything is installed.
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const head =
  '// Made by bin/provider-index.mjs of the files in lib/providers/known, before each npm script and each test run.\n';

/** The index of the files in `lib/providers/known` below `root`, as TypeScript. Throws where a file’s name is no id. */
export function providerIndex(root) {
  const files = readdirSync(path.join(root, 'lib/providers/known')).filter((file) => !file.endsWith('.test.ts'));
  const strange = files.find((file) => !/^[a-z][a-z0-9]*\.ts$/.test(file));
  if (strange)
    throw new Error(`lib/providers/known/${strange} is no provider: a name there is lower case letters, then .ts.`);
  const ids = files.map((file) => path.basename(file, '.ts')).sort();
  const imports = ids.map((id) => `import { ${id} } from '#lib/providers/known/${id}.ts';\n`);
  return `${head}${imports.join('')}\nexport const known = { ${ids.join(', ')} };\n`;
}

/** Brings the index up to date; one that is so already is left alone. */
export function writeProviderIndex(root) {
  const folder = path.join(root, 'lib/providers/generated');
  const file = path.join(folder, 'known.ts');
  const wanted = providerIndex(root);
  if (textOf(file) === wanted) return;
  mkdirSync(folder, { recursive: true });
  // Whoever reads meanwhile finds the old one or the new one, whole.
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, wanted);
  renameSync(beside, file);
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
