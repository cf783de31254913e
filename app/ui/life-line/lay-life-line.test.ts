import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LifeLine, layLifeLine, type MarkKind } from './lay-life-line.ts';
import type { LifeData } from './life-data.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const now = Date.parse('2026-11-22T14:20:00Z');
const ago = (days: number) => now - days * dayMs;
const ahead = (days: number) => now + days * dayMs;
/** As Entra renews: every 75 minutes. */
const renewedFor = (days: number) =>
  Array.from({ length: Math.floor((days * dayMs) / (75 * minuteMs)) }, (_, turn) => ago(days) + turn * 75 * minuteMs);

/** A grant of Microsoft's, twelve days old. */
const grant: LifeData = {
  began: { by: 'consent', at: ago(12) },
  renewals: 230,
  renewedAt: renewedFor(12),
  failedAt: [],
  end: { at: ahead(90), rule: 'unused', days: 90 },
  secretEndsAt: null,
  stoppedAt: null,
  failing: null,
};
const brandNew: LifeData = { ...grant, began: { by: 'consent', at: now }, renewals: 0, renewedAt: [] };
const testing: LifeData = { ...grant, end: { at: ahead(6), rule: 'named', days: 7 } };
const application: LifeData = { ...grant, began: { by: 'token', at: ago(3) }, end: null };

const lay = (change: Partial<LifeData> = {}, at = now) => layLifeLine({ ...grant, ...change }, at);
const kindsOf = ({ marks }: LifeLine) => marks.map(({ kind }) => kind);
const placeOf = ({ marks }: LifeLine, kind: MarkKind) => marks.find((mark) => mark.kind === kind)?.x ?? Number.NaN;
const stretchesOf = ({ stretches }: LifeLine) => stretches.map(({ kind }) => kind);

describe('a living grant', () => {
  it('goes from its consent by now to the last day its rule foresees', () => {
    const line = lay();
    expect(line).toMatchObject({ state: 'alive', open: false });
    expect(kindsOf(line)).toEqual(['began', 'now', 'end']);
    expect(placeOf(line, 'began')).toBe(0);
    expect(placeOf(line, 'end')).toBe(1);
    expect(stretchesOf(line)).toEqual(['lived', 'coming']);
  });

  it('leaves what was lived room to be seen, and what is to come too', () => {
    expect(placeOf(lay(brandNew), 'now')).toBeGreaterThan(0.25);
    expect(placeOf(lay({ began: { by: 'consent', at: ago(900) } }), 'now')).toBeLessThan(0.6);
  });

  it('keeps its course beyond the edge where nobody knows an end', () => {
    const line = layLifeLine(application, now);
    expect(line.open).toBe(true);
    expect(kindsOf(line)).toEqual(['began', 'now']);
    expect(stretchesOf(line)).toEqual(['lived', 'coming']);
  });

  it('of an application ends with its secret', () => {
    const line = layLifeLine({ ...application, end: { at: ahead(23), rule: 'secret', days: 0 } }, now);
    expect(kindsOf(line)).toEqual(['began', 'now', 'end']);
    expect(line.open).toBe(false);
  });

  it('in Testing ends on the seventh day', () => expect(kindsOf(lay(testing))).toEqual(['began', 'now', 'end']));

  it('goes on without a secret that ends before it, and takes no notice of one that ends after', () => {
    const line = lay({ secretEndsAt: ahead(23) });
    expect(kindsOf(line)).toEqual(['began', 'now', 'secret', 'end']);
    expect(stretchesOf(line)).toEqual(['lived', 'coming', 'without']);
    expect(kindsOf(lay({ secretEndsAt: ahead(400) }))).toEqual(['began', 'now', 'end']);
  });

  it('whose secret has ended shows so where it ended, until something fails for it', () => {
    const ended = { secretEndsAt: ago(1) };
    expect(kindsOf(lay(ended))).toEqual(['began', 'secret', 'now', 'end']);
    expect(stretchesOf(lay(ended))).toEqual(['lived', 'coming', 'without']);
    const failing = { since: now - 20 * minuteMs, passing: false };
    expect(kindsOf(lay({ ...ended, failing }))).toEqual(['began', 'failing', 'now', 'end']);
  });

  it('is not broken by a passing failure', () => {
    const since = now - 20 * minuteMs;
    const line = lay({ failing: { since, passing: true }, failedAt: [ago(3), since, now - 5 * minuteMs] });
    expect(line.state).toBe('failing');
    expect(kindsOf(line)).toEqual(['began', 'failing', 'now', 'end']);
    expect(stretchesOf(line)).toEqual(['lived', 'coming']);
    // What was passed long ago is a dot; what goes on is the mark.
    expect(line.failures).toHaveLength(1);
  });
});

describe('a dead grant', () => {
  it('is broken where it was refused, whatever its rule had foreseen', () => {
    const line = lay({ stoppedAt: ago(2) });
    expect(line.state).toBe('ended');
    expect(kindsOf(line)).toEqual(['began', 'stopped', 'now']);
    expect(stretchesOf(line)).toEqual(['lived', 'gone']);
    expect(placeOf(line, 'now')).toBe(1);
  });

  it('is broken where its own rule ended it, though nobody has tried since', () => {
    const line = lay({ end: { at: ago(1), rule: 'unused', days: 90 } });
    expect(line.state).toBe('ended');
    expect(kindsOf(line)).toEqual(['began', 'end', 'now']);
  });

  it('ends at the instant, not before', () => {
    const end = { at: now, rule: 'named', days: 7 } as const;
    expect(lay({ end }, now - 1).state).toBe('alive');
    expect(lay({ end }, now).state).toBe('ended');
  });
});

describe('renewals', () => {
  it('are each a tick while there is room', () =>
    expect(lay({ renewedAt: [ago(9), ago(5), ago(1)] }).renewals).toHaveLength(3));

  it('thin out when there are hundreds, from the first day to the last', () => {
    const { renewals, marks } = lay({ began: { by: 'consent', at: ago(400) }, renewedAt: renewedFor(400) });
    const today = marks.find(({ kind }) => kind === 'now')?.x ?? 0;
    expect(renewals.length).toBeGreaterThan(30);
    expect(renewals.length).toBeLessThanOrEqual(161);
    expect(renewals[0]).toBeLessThan(0.02);
    expect(renewals.at(-1)).toBeGreaterThan(today - 0.02);
  });

  it('that are shown stay shown until their slots join in pairs, and never jump', () => {
    const renewedAt = renewedFor(12);
    const first = lay({ renewedAt });
    const later = lay({ renewedAt, end: { at: ahead(90) + minuteMs, rule: 'unused', days: 90 } }, now + minuteMs);
    expect(later.renewals).toHaveLength(first.renewals.length);
    for (const [index, x] of later.renewals.entries()) {
      expect(Math.abs(x - (first.renewals[index] ?? 0))).toBeLessThanOrEqual(0.001);
    }
  });
});

type Range = { began?: number; ended?: number; coming?: number };

/** Any life, as far as `range` (in days) leaves it. */
const lives = ({ began = -1, ended = 0, coming = -100 }: Range = {}) => {
  const past = (min: number) => fc.double({ min, max: 3_000, noNaN: true }).map(ago);
  const future = fc.double({ min: coming, max: 800, noNaN: true }).map(ahead);
  return fc.record<LifeData>({
    began: fc.record({ by: fc.constantFrom('consent', 'token'), at: past(began) }),
    renewals: fc.nat(),
    renewedAt: fc.array(past(-1), { maxLength: 300 }),
    failedAt: fc.array(past(0), { maxLength: 20 }),
    end: fc.option(fc.record({ at: future, rule: fc.constantFrom('unused', 'named', 'secret'), days: fc.nat() })),
    secretEndsAt: fc.option(future),
    stoppedAt: fc.option(past(ended)),
    failing: fc.option(fc.record({ since: past(0), passing: fc.boolean() })),
  });
};

describe('whatever happens', () => {
  it('the line is whole, in order, and within its picture', () => {
    fc.assert(
      fc.property(lives(), (data) => {
        const line = layLifeLine(data, now);
        const xs = [...line.marks.map(({ x }) => x), ...line.renewals, ...line.failures];
        expect(xs.every((x) => x >= 0 && x <= 1)).toBe(true);
        const places = line.marks.map(({ x }) => x);
        expect(places).toEqual([...places].sort((a, b) => a - b));
        expect(line.stretches[0]?.from).toBe(0);
        expect(line.stretches.at(-1)?.to).toBe(1);
        for (const [index, { from }] of line.stretches.slice(1).entries()) expect(from).toBe(line.stretches[index]?.to);
      }),
    );
  });

  it('no label lies upon another or leaves the picture, and those that matter have one', () => {
    fc.assert(
      fc.property(lives(), (data) => {
        const { marks } = layLifeLine(data, now);
        const labels = marks.flatMap(({ label }) => label ?? []);
        for (const one of labels) {
          expect(one.from).toBeGreaterThan(-0.01);
          expect(one.to).toBeLessThan(1.01);
          const upon = labels.filter((other) => other.row === one.row && other.from < one.to && one.from < other.to);
          expect(upon).toEqual([one]);
        }
        expect(marks.filter(({ label }) => label === null)).toEqual([]);
      }),
    );
  });

  it('nothing jumps from one second to the next', () => {
    fc.assert(
      fc.property(lives({ began: 0.05, ended: 0.05, coming: 0.05 }), (data) => {
        const [before, after] = [layLifeLine(data, now), layLifeLine(data, now + 1_000)];
        expect(after.state).toBe(before.state);
        for (const { kind, x, label } of after.marks) {
          const was = before.marks.find((mark) => mark.kind === kind);
          expect(Math.abs(x - (was?.x ?? 0))).toBeLessThanOrEqual(0.001);
          expect(label?.row).toBe(was?.label?.row);
        }
      }),
    );
  });
});
