'use client';

import { type ReactNode, useEffect } from 'react';

declare global {
  interface Window {
    /** Makes good what was pressed so far, and lets every later press through. */
    mgTakeOver?: () => void;
  }
}

/** A link works by itself; every other control would do nothing yet, or send its form with what was typed in the address. */
const keepEarlyClicks = `(() => {
  const pressed = new Set();
  const keep = (event) => {
    const control = event.target.closest('a[href], button, label, input[type="checkbox"], input[type="radio"]');
    if (!control || control.matches('a')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pressed.add(control);
  };
  window.addEventListener('click', keep, true);
  window.mgTakeOver = () => {
    window.removeEventListener('click', keep, true);
    for (const control of pressed) control.click();
    pressed.clear();
  };
})()`;

/**
 * Keeps what is pressed before the page's script has taken over, and presses it again then, each control once: on a
 * slow machine a page can be seen a second before it listens, and a press in that second would be lost without a word.
 */
export function EarlyClicks({ nonce, children }: { nonce: string; children: ReactNode }) {
  // The effect of a parent: it runs once everything inside listens.
  useEffect(() => window.mgTakeOver?.(), []);
  return (
    <>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a text of ours, without a hole to fill. */}
      <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: keepEarlyClicks }} />
      {children}
    </>
  );
}
