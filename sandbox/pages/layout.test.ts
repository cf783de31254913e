import { expect, it } from 'vitest';
import { page } from './layout.ts';

it('lets nothing be clicked before its script listens', () => {
  const text = String(page({ title: 'Any', main: '' }));
  // A deferred script comes after the page is drawn, and a click in between does nothing.
  expect(text.slice(0, text.indexOf('</head>'))).toContain('<script src="/assets/sandbox.js"></script>');
});
