import {
  IconAlertCircleFilled,
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDashed,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Tone } from './tone.ts';

const icons = {
  good: IconCircleCheckFilled,
  warn: IconAlertTriangleFilled,
  bad: IconAlertCircleFilled,
  off: IconCircleDashed,
};

/** A state: icon, word and colour, so that none of them is needed alone. */
export function Pill({ tone, children }: { tone: Tone; children: ReactNode }) {
  const Icon = icons[tone];
  return (
    <span className="mg-pill" data-tone={tone}>
      <Icon size={15} aria-hidden />
      {children}
    </span>
  );
}
