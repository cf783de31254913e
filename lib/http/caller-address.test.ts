import { expect, it } from 'vitest';
import { callerAddress } from './caller-address.ts';

const forged = '198.51.100.66';

it.each([
  // Nobody in front: what the request says of itself counts for nothing.
  ['203.0.113.7', undefined, [], '203.0.113.7'],
  ['203.0.113.7', forged, [], '203.0.113.7'],
  ['::ffff:203.0.113.7', forged, [], '203.0.113.7'],
  ['127.0.0.1', forged, [], '127.0.0.1'],
  // A proxy in front: what it saw, and not what the caller wrote before.
  ['127.0.0.1', '203.0.113.7', ['127.0.0.1'], '203.0.113.7'],
  ['127.0.0.1', `${forged}, 203.0.113.7`, ['127.0.0.1', '::1'], '203.0.113.7'],
  ['::1', `${forged},203.0.113.7`, ['127.0.0.1', '::1'], '203.0.113.7'],
  ['10.1.2.3', `${forged}, 203.0.113.7:4711`, ['10.0.0.0/8'], '203.0.113.7'],
  ['10.1.2.3', `${forged}, [2001:db8::7]:4711`, ['10.0.0.0/8'], '2001:db8::7'],
  ['fd00::1', `${forged}, 2001:db8::7`, ['fd00::/8', '10.0.0.0/8'], '2001:db8::7'],
  // Two in a row; a caller who reaches the inner one past the outer is no proxy.
  ['127.0.0.1', `${forged}, 203.0.113.7, 10.0.0.9`, ['127.0.0.1', '10.0.0.0/8'], '203.0.113.7'],
  ['203.0.113.7', `${forged}, 10.0.0.9`, ['127.0.0.1', '10.0.0.0/8'], '203.0.113.7'],
  // Proxies all the way, or one that says nothing that could be read: the last that is known.
  ['127.0.0.1', '10.0.0.8, 10.0.0.9', ['127.0.0.1', '10.0.0.0/8'], '10.0.0.8'],
  ['127.0.0.1', undefined, ['127.0.0.1'], '127.0.0.1'],
  ['127.0.0.1', `${forged}, unknown`, ['127.0.0.1'], '127.0.0.1'],
  ['127.0.0.1', '<script>', ['127.0.0.1'], '127.0.0.1'],
  [undefined, forged, [], null],
])('takes %s, forwarded for %j, with %j trusted, for %s', (socket, forwardedFor, trusted, address) => {
  expect(callerAddress(socket, forwardedFor, trusted)).toBe(address);
});
