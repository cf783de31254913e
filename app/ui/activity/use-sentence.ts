'use client';

import { useTranslations } from 'next-intl';
import type { Tone } from '#app/ui/tone.ts';
import type { AuditEventView } from '#lib/audit/schema.ts';
import { grantKinds, providerIds, secretRule } from '#lib/providers/schema.ts';

/** Actions, kinds of targets and details are data: the catalogue may lack a word for one. */
export type OpenTexts = {
  (key: string, values?: Record<string, string | number>): string;
  has: (key: string) => boolean;
};

/** What came of asking a server. */
export type Outcome = { tone: Exclude<Tone, 'off'>; text: string };

type Sentence = {
  actor: string;
  act: string;
  /** Null of an act that asks no server. */
  outcome: Outcome | null;
};

/** Says an act as a sentence: "Avery Admin" "activated A Provider · reports@contoso.com". */
export function useSentence(): (event: AuditEventView) => Sentence {
  const t = useTranslations('console.activity') as unknown as OpenTexts;
  return (event) => sentenceOf(t, event);
}

/** The sentence in the words of `console.activity`. */
export function sentenceOf(t: OpenTexts, event: AuditEventView): Sentence {
  const key = `action.${event.action}`;
  return {
    actor: actorOf(t, event),
    act: t.has(key)
      ? t(key, { target: targetOf(t, event), secret: secretIn(event), grantKind: grantIn(event) })
      : event.action,
    outcome: outcomeOf(t, event),
  };
}

const tones: Record<string, Outcome['tone']> = { accepted: 'good', refused: 'bad', unknown: 'warn' };

/** Entries from before they told what was in the way say only that something was. */
function outcomeOf(t: OpenTexts, { details: { outcome, problem } }: AuditEventView): Outcome | null {
  const tone = typeof outcome === 'string' ? tones[outcome] : undefined;
  if (tone === undefined) return null;
  const isTold = typeof problem === 'string' && outcome === 'refused';
  return { tone, text: isTold ? t('outcome.because', { problem }) : t(`outcome.${outcome}`) };
}

function grantIn({ details: { grantKind } }: AuditEventView): string {
  return typeof grantKind === 'string' ? grantKind : 'other';
}

/** What was replaced, as this connection's provider calls it. */
function secretIn({ details }: AuditEventView): string {
  const provider = providerIds.find((id) => id === details.provider) ?? providerIds[0];
  const grantKind = grantKinds.find((kind) => kind === details.grantKind) ?? grantKinds[0];
  return secretRule({ provider, grantKind }).name;
}

function actorOf(t: OpenTexts, { actor: { kind, name } }: AuditEventView): string {
  if (name === null) return t(`actor.nameless.${kind}`);
  // The system's name is a key: it tells where somebody acted whom nobody knows yet.
  if (kind === 'system' && t.has(`actor.system.${name}`)) return t(`actor.system.${name}`);
  return t(`actor.named.${kind}`, { name });
}

function targetOf(t: OpenTexts, { target, targetName }: AuditEventView): string {
  const kind = `${target?.kind}`;
  if (targetName === null) return t(`target.nameless.${t.has(`target.nameless.${kind}`) ? kind : 'other'}`);
  return t.has(`target.named.${kind}`) ? t(`target.named.${kind}`, { name: targetName }) : targetName;
}
