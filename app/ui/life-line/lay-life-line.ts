import type { LifeData } from './life-data.ts';
import { type Label, placeLabels } from './place-labels.ts';

export type MarkKind = 'began' | 'failing' | 'now' | 'secret' | 'end' | 'stopped';

/** `x` from 0, where the line begins, to 1. A mark whose label found no room has none; it is told in the list. */
export type Mark = { kind: MarkKind; at: number; x: number; label: Label | null };

/**
 * `lived`: it worked. `coming`: it will, as things stand. `without`: it would, but for a client secret that has ended.
 * `gone`: since its end.
 */
export type Stretch = { kind: 'lived' | 'coming' | 'without' | 'gone'; from: number; to: number };

export type LifeLine = {
  /** `alive`, or `failing` and alive, or `ended`: by the provider, or by its own rule. */
  state: 'alive' | 'failing' | 'ended';
  /** In the order of time. */
  marks: Mark[];
  stretches: Stretch[];
  renewals: number[];
  failures: number[];
  /** It goes on beyond the right edge: nobody knows an end. */
  open: boolean;
};

/** So many ticks can be told apart on a narrow line; of those closer than this the first stays. */
const slots = 160;

/** Where the middle stands: now of a living grant, its end of a dead one. Past and future keep room enough to be read. */
const middleOf = { alive: { least: 0.28, most: 0.57, open: 0.57 }, ended: { least: 0.4, most: 0.68 } };

/**
 * Lays out a grant's life from its beginning to its end, or to now where it has ended. Past and future each have a scale
 * of their own, so that three days lived are not lost beside ninety to come; as time passes all of it moves little by
 * little, and nothing jumps.
 */
export function layLifeLine(data: LifeData, now: number): LifeLine {
  const endedAt = data.stoppedAt ?? (data.end && data.end.at <= now ? data.end.at : null);
  const began = Math.min(data.began.at, endedAt ?? now);
  const scale = endedAt === null ? aliveScale(data, began, now) : endedScale(began, endedAt, now);
  const place = scaleOf(scale);
  const marks = marksOf(data, began, now, endedAt).map((mark) => ({
    ...mark,
    // A grant of this very moment has begun all the same.
    x: mark.kind === 'began' ? 0 : place(mark.at),
  }));
  const labels = placeLabels(marks);
  return {
    state: endedAt !== null ? 'ended' : data.failing ? 'failing' : 'alive',
    marks: marks.map((mark, index) => ({ ...mark, label: labels[index] ?? null })),
    stretches: stretchesOf(data, now, endedAt, place),
    renewals: thinned(data.renewedAt, scale, place),
    failures: thinned(passedFailures(data), scale, place),
    open: endedAt === null && data.end === null,
  };
}

/** Three instants and where the one in the middle stands; the first is at 0, the last at 1. */
type Scale = { began: number; middle: number; last: number; share: number };

function aliveScale({ end }: LifeData, began: number, now: number): Scale {
  const { least, most, open } = middleOf.alive;
  if (end === null) return { began, middle: now, last: now, share: open };
  return { began, middle: now, last: end.at, share: between(least, (now - began) / (end.at - began), most) };
}

function endedScale(began: number, endedAt: number, now: number): Scale {
  const { least, most } = middleOf.ended;
  const share = now > began ? (endedAt - began) / (now - began) : most;
  return { began, middle: endedAt, last: Math.max(now, endedAt), share: between(least, share, most) };
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Rounded to what an eye can see, so that the picture is drawn anew only when it changes. */
function scaleOf({ began, middle, last, share }: Scale): (at: number) => number {
  const part = (at: number, from: number, to: number) => (to > from ? between(0, (at - from) / (to - from), 1) : 0);
  return (at) => {
    const x =
      at <= middle
        ? share * (middle > began ? part(at, began, middle) : 1)
        : share + (1 - share) * part(at, middle, last);
    return Math.round(x * 2_000) / 2_000;
  };
}

type BareMark = { kind: MarkKind; at: number };

function marksOf(data: LifeData, began: number, now: number, endedAt: number | null): BareMark[] {
  const marks: BareMark[] = [{ kind: 'began', at: began }];
  if (endedAt !== null) {
    marks.push(
      { kind: data.stoppedAt === null ? 'end' : 'stopped', at: endedAt },
      { kind: 'now', at: Math.max(now, endedAt) },
    );
    return marks;
  }
  if (data.failing) marks.push({ kind: 'failing', at: between(began, data.failing.since, now) });
  marks.push({ kind: 'now', at: now });
  const coming: BareMark[] = [];
  if (data.end) coming.push({ kind: 'end', at: data.end.at });
  const { secretEndsAt } = data;
  // One that has ended is what fails, as soon as anything does.
  const isSeen = secretEndsAt !== null && secretIsFirst(data) && (secretEndsAt > now || !data.failing);
  if (isSeen) coming.push({ kind: 'secret', at: Math.max(began, secretEndsAt) });
  return marks.concat(coming).sort((a, b) => a.at - b.at);
}

/** Of those that lead to where it stands now, or to its end, the mark there tells. */
function passedFailures({ failedAt, failing, stoppedAt }: LifeData): number[] {
  const until = failing?.since ?? stoppedAt ?? Number.POSITIVE_INFINITY;
  return failedAt.filter((at) => at < until);
}

/** A secret that outlasts the grant's own end is no turn of this line. */
function secretIsFirst({ end, secretEndsAt }: LifeData): boolean {
  return secretEndsAt !== null && end !== null && secretEndsAt < end.at;
}

function stretchesOf(data: LifeData, now: number, endedAt: number | null, place: (at: number) => number): Stretch[] {
  const middle = place(endedAt ?? now);
  const lived: Stretch = { kind: 'lived', from: 0, to: middle };
  if (endedAt !== null) return [lived, { kind: 'gone', from: middle, to: 1 }];
  if (!secretIsFirst(data)) return [lived, { kind: 'coming', from: middle, to: 1 }];
  const turn = place(Math.max(now, data.secretEndsAt ?? now));
  return [lived, { kind: 'coming', from: middle, to: turn }, { kind: 'without', from: turn, to: 1 }];
}

/**
 * A tick for each instant or, where two would be too close, one for each slot of time. Slots are a power of two long and
 * counted from the beginning on: as a grant grows old they join in pairs, and the ticks that stay keep their places.
 */
function thinned(instants: number[], { began, middle, share }: Scale, place: (at: number) => number): number[] {
  const lived = instants.filter((at) => at >= began && at <= middle);
  const finest = (middle - began) / (slots * share);
  const slotMs = 2 ** Math.ceil(Math.log2(Math.max(1, finest)));
  const taken = new Set(lived.map((at) => Math.floor((at - began) / slotMs)));
  return taken.size === lived.length ? lived.map(place) : [...taken].map((slot) => place(began + slot * slotMs));
}
