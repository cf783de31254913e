import { expect, it } from 'vitest';
import { clientIp } from './client-ip.ts';

it.each([
  [null, null],
  ['', null],
  ['203.0.113.7', '203.0.113.7'],
  ['198.51.100.9, 203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8::1', '2001:db8::1'],
  ['<script>', null],
  ['203.0.113.7, unknown', null],
])('reads %j as %j', (header, ip) => {
  expect(clientIp(new Headers(header === null ? {} : { 'x-forwarded-for': header }))).toBe(ip);
});
