import type { MarkKind } from './lay-life-line.ts';

/** Above or beneath the line; `from` and `to` are the room it takes, `align` how it stands to its mark. */
export type Label = { row: 'above' | 'beneath'; align: 'start' | 'center' | 'end'; from: number; to: number };

/** The narrowest line that is drawn, in pixels; narrower screens show a list instead (life-line.module.css). */
const narrowest = 600;

/** Room for the longest text of each, in pixels. */
const widths: Record<MarkKind, number> = { began: 88, failing: 150, now: 96, secret: 130, end: 178, stopped: 150 };

/** What turns aside from the line's own course stands above it. */
const rows: Record<MarkKind, Label['row']> = {
  began: 'beneath',
  failing: 'above',
  now: 'beneath',
  secret: 'above',
  end: 'beneath',
  stopped: 'beneath',
};

/** How it would stand: what belongs to the past leans back from its mark, what is to come leans on. */
const centred: Label['align'][] = ['center', 'start', 'end'];
const aligned: Record<MarkKind, Label['align'][]> = {
  began: centred,
  failing: ['end', 'center', 'start'],
  now: centred,
  secret: ['start', 'center', 'end'],
  end: centred,
  stopped: centred,
};

/** Who chooses first. */
const order: MarkKind[] = ['stopped', 'end', 'now', 'secret', 'failing', 'began'];

/** A place for the label of each mark, no two upon each other and none out of the picture; null where there is none. */
export function placeLabels(marks: { kind: MarkKind; x: number }[]): (Label | null)[] {
  const placed: (Label | null)[] = marks.map(() => null);
  const byRank = marks.map((mark, index) => ({ mark, index }));
  byRank.sort((a, b) => order.indexOf(a.mark.kind) - order.indexOf(b.mark.kind));
  for (const { mark, index } of byRank) {
    placed[index] = candidates(mark).find((label) => !placed.some((other) => other && overlap(label, other))) ?? null;
  }
  return placed;
}

function overlap(one: Label, other: Label): boolean {
  return one.row === other.row && one.from < other.to && other.from < one.to;
}

function candidates({ kind, x }: { kind: MarkKind; x: number }): Label[] {
  const width = widths[kind] / narrowest;
  const row = rows[kind];
  const both: Label['row'][] = [row, row === 'above' ? 'beneath' : 'above'];
  return both
    .flatMap((row) => aligned[kind].map((align) => ({ row, align, ...extent(x, width, align) })))
    .filter(({ from, to }) => from >= -0.001 && to <= 1.001);
}

function extent(x: number, width: number, align: Label['align']): { from: number; to: number } {
  const from = align === 'start' ? x : align === 'end' ? x - width : x - width / 2;
  return { from, to: from + width };
}
