import { CspEvaluator } from 'csp_evaluator/dist/evaluator.js';
import { type Finding, Severity } from 'csp_evaluator/dist/finding.js';
import { CspParser } from 'csp_evaluator/dist/parser.js';
import { expect, it } from 'vitest';
import { contentPolicy } from './content-policy.ts';

const policy = contentPolicy({ nonce: 'bm9uY2Utb2YtMTI4LWJpdHM=', development: false });
const directives = new Map(policy.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]));

/** What Google's evaluator holds against a policy that is worth more than a hint. */
function faults(text: string): Finding[] {
  const findings = new CspEvaluator(new CspParser(text).csp).evaluate();
  return findings.filter(({ severity }) => severity <= Severity.MEDIUM_MAYBE);
}

it('gives the evaluator nothing to hold against it (W6)', () => {
  expect(faults(policy)).toEqual([]);
});

it.each([
  ['scripts in the page', "'strict-dynamic'", "'unsafe-inline'", /'nonce-[^']+' /],
  ['eval', "'strict-dynamic'", "'strict-dynamic' 'unsafe-eval'"],
  ['any host', "'strict-dynamic'", 'https:', /'nonce-[^']+' /],
  ['a library with a known way round', "'strict-dynamic'", 'https://ajax.googleapis.com', /'nonce-[^']+' /],
  ['plug-ins', "object-src 'none'", 'object-src *'],
  ['a foreign base', "base-uri 'none'", 'base-uri *'],
  ['a base unsaid', "; base-uri 'none'", ''],
  ['a short nonce', 'bm9uY2Utb2YtMTI4LWJpdHM=', 'abc'],
  ['a misspelt directive', 'script-src', 'scriptsrc'],
])('would see %s', (_what, from, to, without = /$^/) => {
  const worse = policy.replace(without, '').replace(from, to);
  expect(worse).not.toBe(policy);
  expect(faults(worse).length).toBeGreaterThan(0);
});

it('lets only nonced scripts and styles run', () => {
  expect(directives.get('script-src')).toBe("'nonce-bm9uY2Utb2YtMTI4LWJpdHM=' 'strict-dynamic'");
  expect(directives.get('style-src')).toBe("'self' 'nonce-bm9uY2Utb2YtMTI4LWJpdHM='");
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
