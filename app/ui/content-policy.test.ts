import { expect, it } from 'vitest';
import { contentPolicy } from './content-policy.ts';

const policy = contentPolicy({ nonce: 'bm9uY2U=', development: false });
const directives = new Map(policy.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]));

it('lets only nonced scripts and styles run', () => {
  expect(directives.get('script-src')).toBe("'nonce-bm9uY2U=' 'strict-dynamic'");
  expect(directives.get('style-src')).toBe("'self' 'nonce-bm9uY2U='");
  expect(policy).not.toContain('unsafe-eval');
});

it('allows inline styles in attributes and nowhere else', () => {
  const inline = [...directives].filter(([, values]) => values.includes("'unsafe-inline'"));
  expect(inline.map(([name]) => name)).toEqual(['style-src-attr']);
});

it('keeps plug-ins, frames and foreign bases out', () => {
  for (const name of ['object-src', 'base-uri', 'frame-ancestors', 'frame-src']) {
    expect(directives.get(name)).toBe("'none'");
  }
});
