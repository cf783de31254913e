'use client';

import { useEffect, useState } from 'react';
import { z } from 'zod';
import type { ProviderForm } from './provider-form.ts';

/**
 * The form with the same redirect URL for as long as this tab keeps what was typed: it may stand at the authorization
 * server already when the page is loaded again.
 */
export function useOwnId(provider: ProviderForm, draftKey: string): ProviderForm {
  const [id, setId] = useState(provider.newId);
  const { newId } = provider;
  useEffect(() => {
    if (newId === null) return setId(null);
    const key = `${draftKey}.id`;
    const kept = z.uuid().safeParse(sessionStorage.getItem(key));
    if (kept.success) setId(kept.data);
    else sessionStorage.setItem(key, newId);
  }, [newId, draftKey]);
  if (newId === null || id === null) return provider;
  return { ...provider, newId: id, redirectUrl: provider.redirectUrl.replace(newId, id) };
}
