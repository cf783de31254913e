'use client';

import { useEffect } from 'react';

/** Calls `back` when the browser brings this page back as it was left, by the Back button: what was waiting is over. */
export function useReturn(back: () => void): void {
  useEffect(() => {
    const onShow = (event: PageTransitionEvent) => {
      if (event.persisted) back();
    };
    window.addEventListener('pageshow', onShow);
    return () => window.removeEventListener('pageshow', onShow);
  }, [back]);
}
