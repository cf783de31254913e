import { IconChevronRight } from '@tabler/icons-react';
import type { LifeLine } from './lay-life-line.ts';
import classes from './life-line.module.css';
import type { LifeText, Tones } from './life-line.tsx';
import { MarkIcon } from './mark-icon.tsx';

type Props = { line: LifeLine; text: LifeText; tones: Tones };

const percent = (x: number) => `${x * 100}%`;

/** The line itself, for eyes: what it says stands in the list too. */
export function LifePicture({ line, text, tones }: Props) {
  const hasAbove = line.marks.some(({ label }) => label?.row === 'above');
  return (
    <div className={classes.picture} data-above={hasAbove || undefined} data-state={line.state} aria-hidden>
      {line.stretches.map(({ kind, from, to }) => (
        <span
          key={kind}
          className={classes.stretch}
          data-kind={kind}
          style={{ left: percent(from), width: percent(to - from) }}
        />
      ))}
      <Ticks line={line} />
      {line.open && <IconChevronRight size={16} className={classes.onward} />}
      {line.open && (
        <span className={classes.label} data-row="beneath" data-align="end" style={{ left: '100%' }}>
          {text.unknown}
        </span>
      )}
      {line.marks.map((mark) => (
        <span key={mark.kind}>
          {mark.label?.row === 'above' && (
            <span className={classes.stem} style={{ left: percent(mark.x) }} data-tone={tones[mark.kind]} />
          )}
          {mark.kind !== 'failing' && (
            <span className={classes.place} style={{ left: percent(mark.x) }}>
              <MarkIcon mark={mark} state={line.state} tone={tones[mark.kind]} />
            </span>
          )}
          {mark.label && (
            <span
              className={classes.label}
              data-row={mark.label.row}
              data-align={mark.label.align}
              data-asks={mark.kind === 'failing' || tones[mark.kind] === 'bad' || undefined}
              data-tone={tones[mark.kind]}
              style={{ left: percent(mark.x) }}
            >
              <b>
                {/* On the line it would lie beneath now, which is seldom far. */}
                {mark.kind === 'failing' && <MarkIcon mark={mark} state={line.state} tone={tones[mark.kind]} />}
                {text.title(mark)}
              </b>
              <span>{text.day(mark)}</span>
            </span>
          )}
        </span>
      ))}
    </div>
  );
}

/** Renewals cross the line; what failed stands above it as a dot. */
function Ticks({ line }: { line: LifeLine }) {
  const at = (x: number) => Math.round(x * 10_000) / 10;
  return (
    <svg className={classes.ticks} viewBox="0 0 1000 24" preserveAspectRatio="none" role="presentation">
      <path className={classes.renewals} d={line.renewals.map((x) => `M${at(x)} 7V17`).join('')} />
      <path className={classes.failures} d={line.failures.map((x) => `M${at(x)} 2h0`).join('')} />
    </svg>
  );
}
