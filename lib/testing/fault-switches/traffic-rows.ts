import type { Row, Says, Step } from './row.ts';

const passing = (code: string, words: RegExp): Says => ({ code, class: 'transient', health: 'retrying', words });

/** Nothing renews a trip to the consent screen, and nothing but a person repeats it. */
const again = (step: Step) => (step === 'consent' ? 'Connect again' : 'Renewing goes on by itself');

const maybeSent: Says = {
  code: 'send_outcome_unknown',
  class: 'transient',
  health: 'working',
  words: /may have been sent.*before you send it again/s,
};

const tokenSteps = ['consent', 'renewal', 'application'] as const;
const mailSteps = ['api', 'smtp'] as const;

const slow: Row[] = [
  ...[...tokenSteps, ...mailSteps].map((step): Row => ({ kind: 'slow', step, when: 'but in time', wish: { ms: 150 } })),
  ...tokenSteps.map(
    (step): Row => ({
      kind: 'slow',
      step,
      when: 'and too late',
      wish: { ms: 250 },
      isEndless: true,
      says: passing('timed_out', new RegExp(`did not answer in time.*${again(step)}`, 's')),
    }),
  ),
  ...mailSteps.map(
    (step): Row => ({
      kind: 'slow',
      step,
      when: 'and too late',
      wish: { ms: 250 },
      isEndless: true,
      says: maybeSent,
      arrives: 1,
    }),
  ),
];

const dropped: Row[] = (['drop-before', 'drop-after'] as const).flatMap((kind) => [
  ...tokenSteps.map(
    (step): Row => ({
      kind,
      step,
      says: passing('connection_lost', new RegExp(`connection broke.*${again(step)}`, 's')),
    }),
  ),
  ...mailSteps.map((step): Row => ({ kind, step, says: maybeSent, arrives: kind === 'drop-after' ? 1 : 0 })),
]);

/** A server that falls over says 500, in each provider's own words. What it repeats is looked for elsewhere. */
export function fallenRows(provider: string): Row[] {
  const code = `${provider}_unavailable`;
  return [
    ...tokenSteps.map(
      (step): Row => ({ kind: 'echo', step, says: passing(code, new RegExp(`having trouble.*${again(step)}`, 's')) }),
    ),
    { kind: 'echo', step: 'api', says: passing(code, /having trouble.*Send it again/s) },
  ];
}

/** What trouble on the way does to the product: the same, whoever the provider is. */
export const trafficRows: Row[] = [...slow, ...dropped];
