import { IconAlertCircleFilled, IconAlertTriangleFilled, IconKey, IconX } from '@tabler/icons-react';
import type { Tone } from '#app/ui/tone.ts';
import type { LifeLine, Mark } from './lay-life-line.ts';
import classes from './life-line.module.css';

type Props = { mark: Pick<Mark, 'kind'>; state: LifeLine['state']; tone: Tone };

/** The sign of a mark: each has a form of its own, so that its colour is never needed. */
export function MarkIcon({ mark, state, tone }: Props) {
  const kind = mark.kind === 'end' && state === 'ended' ? 'stopped' : mark.kind;
  return (
    <span className={classes.sign} data-kind={kind} data-tone={tone} aria-hidden>
      {kind === 'stopped' && <IconX size={14} stroke={3} />}
      {kind === 'failing' &&
        (tone === 'warn' ? <IconAlertTriangleFilled size={18} /> : <IconAlertCircleFilled size={18} />)}
      {kind === 'secret' && <IconKey size={14} />}
    </span>
  );
}
