import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { DayRead } from '#app/ui/day-read.tsx';
import type { Deadline } from '#lib/providers/index.ts';
import { hasPassedSince, whenText } from './when.ts';

type Props = { deadlines: readonly Deadline[]; now: number; className?: string | undefined };

/** Deadlines are data: the keys of their texts cannot be typed. */
type Texts = {
  (key: string, values?: Record<string, string>): string;
  rich: (key: string, values: Record<string, string | ((text: ReactNode) => ReactNode)>) => ReactNode;
};

/** Each day with where it was read and when; one that is over since says so. */
export function DeadlineList({ deadlines, now, className }: Props) {
  const t = useTranslations('deadline') as unknown as Texts;
  const when = (text: string) =>
    whenText(text, 'en-GB', (half, year) => t(half === 1 ? 'half.first' : 'half.second', { year }));
  return (
    <ul className={className}>
      {deadlines.map((deadline) => (
        <li key={deadline.id}>
          {t.rich(`of.${deadline.id}`, { b: (text) => <strong>{text}</strong>, when: when(deadline.when) })}
          <small>
            <DayRead source={deadline.source} day={deadline.readOn} />
            {hasPassedSince(deadline, now) && ` ${t('passedSince')}`}
          </small>
        </li>
      ))}
    </ul>
  );
}
