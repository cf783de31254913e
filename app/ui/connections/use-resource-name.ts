'use client';

import { useTranslations } from 'next-intl';

/** Names what a token is good for as its provider does; one that is not known keeps its own name. */
export function useResourceName(): (resource: string) => string {
  const t = useTranslations('console.resource');
  return (resource) => {
    const key = resource as Parameters<typeof t.has>[0];
    return t.has(key) ? t(key) : resource;
  };
}
