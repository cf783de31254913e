import { IconRefresh } from '@tabler/icons-react';
import type { LifeLine } from './lay-life-line.ts';
import classes from './life-line.module.css';
import type { LifeText, Tones } from './life-line.tsx';
import { MarkIcon } from './mark-icon.tsx';

type Props = { line: LifeLine; text: LifeText; tones: Tones };

/** The marks in the order of time: seen where the line has no room, read out everywhere. */
export function LifeList({ line, text, tones }: Props) {
  const coming = new Set(line.marks.slice(line.marks.findIndex(({ kind }) => kind === 'now')).map(({ kind }) => kind));
  return (
    <ol className={classes.list} aria-label={text.label} data-state={line.state}>
      {line.marks.map((mark) => [
        <li key={mark.kind} data-course={courseAfter(mark.kind, line, coming.has(mark.kind))}>
          <MarkIcon mark={mark} state={line.state} tone={tones[mark.kind]} />
          <span className={classes.entry}>
            <b>{text.title(mark)}</b> <span>{text.day(mark)}</span>
          </span>
        </li>,
        mark.kind === 'began' && line.renewals.length > 0 && (
          <li key="renewals" data-course="lived">
            <IconRefresh size={14} className={classes.turn} aria-hidden />
            <span className={classes.entry}>
              <span>{text.renewals}</span>
            </span>
          </li>
        ),
      ])}
      {line.open && (
        <li>
          <span className={classes.sign} data-kind="end" data-tone="off" aria-hidden />
          <span className={classes.entry}>
            <span>{text.unknown}</span>
          </span>
        </li>
      )}
    </ol>
  );
}

/** How the line goes on from a mark to the next. */
function courseAfter(kind: string, { state }: LifeLine, coming: boolean): string {
  if (state === 'ended' && kind !== 'began') return 'gone';
  if (kind === 'secret') return 'without';
  return coming ? 'coming' : 'lived';
}
