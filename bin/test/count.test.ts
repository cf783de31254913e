import { expect, it } from 'vitest';
import { countPlaywright } from './browser-tests.ts';
import { countVitest } from './suites.ts';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});

it.each([
  ['each test once', [file('passed', 'passed', 'passed'), file('failed', 'passed', 'failed')], 1, [3, 1]],
  ['a file that could not be loaded', [file('failed')], 1, [0, 1]],
  ['a file that broke after its tests', [file('failed', 'passed')], 1, [1, 1]],
  ['an unhandled error that no test owns', [file('passed', 'passed')], 1, [1, 1]],
  ['no test at all', [], 0, [0, 1]],
  ['skipped tests only', [file('passed', 'pending')], 0, [0, 1]],
  ['success', [file('passed', 'passed')], 0, [1, 0]],
])('counts Vitest: %s', (_, testResults, code, [passed, failed]) => {
  expect(countVitest({ testResults }, code)).toEqual({ passed, failed });
});

it.each([
  ['each test once', { expected: 3, unexpected: 1, flaky: 0 }, [], 1, [3, 1]],
  ['a second try', { expected: 3, unexpected: 0, flaky: 1 }, [], 0, [3, 1]],
  ['a set-up that broke', { expected: 0, unexpected: 0, flaky: 0 }, [{}], 1, [0, 1]],
  ['no test at all', { expected: 0, unexpected: 0, flaky: 0 }, [], 0, [0, 1]],
  ['a bad end', { expected: 1, unexpected: 0, flaky: 0 }, [], 1, [1, 1]],
])('counts Playwright: %s', (_, stats, errors, code, [passed, failed]) => {
  expect(countPlaywright({ stats, errors }, code)).toEqual({ passed, failed });
});
