import { expect, it } from 'vitest';
import { rendered } from '#lib/testing/rendered.tsx';
import { StillSends } from './still-sends.tsx';

it('keeps the room of its sentence before the page knows whose clock it is', () => {
  const html = rendered(StillSends, { until: '2026-11-22T12:08:00.000Z' });
  expect(html).toBe('<span style="visibility:hidden">Mail still goes out until 12:08.</span>');
});

it('takes no room where nothing ends', () => {
  expect(rendered(StillSends, { until: null })).toBe('');
});
