'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { SecretRule } from '#lib/providers/index.ts';
import { dayAndTime, longDay, longMoment, secretDay, shortDay, type Zone } from './day-text.ts';
import type { LifeLine, Mark } from './lay-life-line.ts';
import type { LifeData } from './life-data.ts';

type Drawn = {
  data: LifeData;
  line: LifeLine;
  now: number;
  provider: string;
  secret: SecretRule;
  timeZone: string | undefined;
};

/** The life line in words: what each mark is called, and the whole of it in a few sentences. */
export function useLifeText({ data, line, now, provider, secret, timeZone }: Drawn) {
  const t = useTranslations('console.life');
  const locale = useLocale();
  // The catalogue's language alone would order dates as in America.
  const zone: Zone = { locale: locale === 'en' ? 'en-GB' : locale, timeZone };
  const { began, end, failing, stoppedAt, secretEndsAt } = data;
  const rule = end && ({ unused: 'Unused', named: 'Named', secret: 'Secret' } as const)[end.rule];
  const ended = line.state === 'ended';
  const { name, label } = secret;
  /** The application’s own, whose end is that of its secret: of one that no day ends, that is known too. */
  const isEndless = end === null && began.by === 'token' && !secret.hasEnd;

  function title({ kind }: Mark): string {
    switch (kind) {
      case 'began':
        return t(`mark.${began.by}`);
      case 'failing':
        return t(failing?.passing ? 'mark.passing' : 'mark.setting');
      case 'secret':
        return t((data.secretEndsAt ?? now) > now ? 'mark.secret' : 'mark.overSecret', { label });
      case 'end':
        return t(`mark.${ended ? 'over' : 'end'}${rule ?? 'Unused'}`, { days: end?.days ?? 0, label });
      default:
        return t(`mark.${kind}`);
    }
  }

  function day({ kind, at }: Mark): string {
    if (kind === 'now') return dayAndTime(at, zone);
    if (kind === 'secret' || (kind === 'end' && end?.rule === 'secret')) return secretDay(at, now, zone, shortDay);
    return kind === 'failing' ? t('mark.since', { moment: shortDay(at, now, zone) }) : shortDay(at, now, zone);
  }

  function endSentence(): string {
    if (isEndless) return t('end.endless', { secret: name, provider });
    if (end === null) return t(began.by === 'token' ? 'end.unknownSecret' : 'end.unknown', { secret: name });
    const day = end.rule === 'secret' ? secretDay(end.at, now, zone, longDay) : longDay(end.at, now, zone);
    return t(`${ended ? 'ended' : 'end'}.${end.rule}`, { day, days: end.days, provider, secret: name });
  }

  function sentences(): string[] {
    const lived = t(`began.${began.by}`, { count: data.renewals, day: longDay(began.at, now, zone) });
    if (stoppedAt !== null) return [lived, t('ended.stopped', { provider, moment: longMoment(stoppedAt, now, zone) })];
    const said = [lived];
    if (failing && !ended) {
      said.push(
        t(`failing.${failing.passing ? 'passing' : 'setting'}`, { moment: longMoment(failing.since, now, zone) }),
      );
    }
    said.push(endSentence());
    if (secretEndsAt !== null && secretEndsAt > now && line.marks.some(({ kind }) => kind === 'secret')) {
      said.push(t('secretFirst', { secret: name, day: secretDay(secretEndsAt, now, zone, longDay) }));
    }
    return said;
  }

  const lastRenewal = data.renewedAt.at(-1);
  const renewals = [
    t('mark.renewals', { count: data.renewals }),
    ...(lastRenewal === undefined ? [] : [t('mark.lastRenewal', { day: shortDay(lastRenewal, now, zone) })]),
    ...(line.failures.length > 0 ? [t('mark.failures')] : []),
  ].join(', ');
  return {
    title,
    day,
    sentences: sentences().join(' '),
    renewals,
    unknown: t(isEndless ? 'mark.endless' : 'mark.unknown', { secret: name }),
    label: t('label'),
  };
}
