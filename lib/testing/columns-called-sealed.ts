import { readFileSync } from 'node:fs';

/** Every column that the schema calls sealed, as `table.column`. */
export function columnsCalledSealed(): string[] {
  const schema = readFileSync(new URL('../../prisma/schema.prisma', import.meta.url), 'utf8');
  return schema.split(/^model /m).flatMap((model) => {
    const table = /@@map\("(\w+)"\)/.exec(model)?.[1];
    const fields = model.matchAll(/\/\/\/ (?:.*\. )?Sealed\b.*\n(?:\s*\/\/\/.*\n)*\s*(\w+) .*/g);
    return [...fields].map(([line, name]) => `${table}.${/@map\("(\w+)"\)\s*$/.exec(line)?.[1] ?? name}`);
  });
}
