'use client';

import { Text } from '@mantine/core';
import type { Tone } from '#app/ui/tone.ts';
import { useNow } from '#app/ui/use-now.ts';
import type { SecretRule } from '#lib/providers/index.ts';
import { type LifeLine as Line, layLifeLine, type MarkKind } from './lay-life-line.ts';
import type { LifeData } from './life-data.ts';
import classes from './life-line.module.css';
import { LifeList } from './life-list.tsx';
import { LifePicture } from './life-picture.tsx';
import { useLifeText } from './use-life-text.ts';

type Props = { data: LifeData; provider: string; secret: SecretRule };

/**
 * A grant from its beginning to the last day that can be foreseen: in sentences, and as a line or, where that has no
 * room and for a screen reader, as a list. It moves with the clock.
 */
export function LifeLine({ data, provider, secret }: Props) {
  const clock = useNow();
  // Until the page knows this person's clock and zone it keeps the room, by the last moment that is known.
  const now = clock ?? lastKnown(data);
  const line = layLifeLine(data, now);
  const text = useLifeText({ data, line, now, provider, secret, timeZone: clock === null ? 'UTC' : undefined });
  const tones = tonesOf(line, data);
  return (
    <div className={classes.life} data-waiting={clock === null || undefined}>
      <Text size="sm" className={classes.sentence}>
        {text.sentences}
      </Text>
      <LifePicture line={line} text={text} tones={tones} />
      <LifeList line={line} text={text} tones={tones} />
    </div>
  );
}

function lastKnown({ began, renewedAt, failedAt, stoppedAt }: LifeData): number {
  return Math.max(began.at, renewedAt.at(-1) ?? 0, failedAt.at(-1) ?? 0, stoppedAt ?? 0);
}

export type Tones = Record<MarkKind, Tone>;
export type LifeText = ReturnType<typeof useLifeText>;

function tonesOf({ state }: Line, { failing, end }: LifeData): Tones {
  const ended = state === 'ended';
  const trouble = failing?.passing ? 'warn' : 'bad';
  return {
    began: ended ? 'off' : 'good',
    now: ended ? 'off' : state === 'failing' ? trouble : 'good',
    failing: trouble,
    secret: 'warn',
    // A day that no renewal moves on will need somebody.
    end: ended ? 'bad' : end?.rule === 'named' ? 'warn' : 'off',
    stopped: 'bad',
  };
}
