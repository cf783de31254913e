'use client';

import { useTranslations } from 'next-intl';
import type { AuditEventView } from '#lib/audit/schema.ts';

/** Actions, kinds of targets and details are data: the catalogue may lack a word for one. */
export type OpenTexts = { (key: string, values?: Record<string, string>): string; has: (key: string) => boolean };

type Sentence = { actor: string; act: string };

/** Says an act as a sentence: "Avery Admin" "activated Microsoft 365 · reports@contoso.com". */
export function useSentence(): (event: AuditEventView) => Sentence {
  const t = useTranslations('console.activity') as unknown as OpenTexts;

  const actorOf = ({ actor: { kind, name } }: AuditEventView) =>
    name === null ? t(`actor.nameless.${kind}`) : t(`actor.named.${kind}`, { name });

  function targetOf({ target, targetName }: AuditEventView): string {
    const kind = `${target?.kind}`;
    if (targetName === null) return t(`target.nameless.${t.has(`target.nameless.${kind}`) ? kind : 'other'}`);
    return t.has(`target.named.${kind}`) ? t(`target.named.${kind}`, { name: targetName }) : targetName;
  }

  function actOf(event: AuditEventView): string {
    const key = `action.${event.action}`;
    return t.has(key) ? t(key, { target: targetOf(event) }) : event.action;
  }

  return (event) => ({ actor: actorOf(event), act: actOf(event) });
}
