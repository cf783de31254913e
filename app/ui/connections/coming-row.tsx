import { IconAlertCircleFilled, IconAlertTriangleFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Tone } from '#app/ui/tone.ts';
import classes from './connections.module.css';

type RowProps = { tone: Tone; icon: ReactNode; text: ReactNode; children?: ReactNode };

/** Grey where nobody need do anything; otherwise its own sign gives way to one that asks. */
export function ComingRow({ tone, icon, text, children }: RowProps) {
  const asks = tone === 'warn' ? <IconAlertTriangleFilled size={16} /> : <IconAlertCircleFilled size={16} />;
  return (
    <li data-tone={tone}>
      <span className={classes.comingText}>
        <span className="mg-toned-icon" aria-hidden>
          {tone === 'off' ? icon : asks}
        </span>
        <span>{text}</span>
      </span>
      {children}
    </li>
  );
}
