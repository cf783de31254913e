'use client';

import { type ReactNode, useEffect } from 'react';

declare global {
  interface Window {
    /** Does again what was pressed and typed so far, and lets everything later through. */
    mgTakeOver?: () => void;
  }
}

/**
 * A link works by itself; any other control would do nothing yet, or send its form with what was typed in the address.
 * What is chosen from a list is told by a change, a text by input; that counts as typed only where it differs from the
 * last one set through the element's own property, which React watches: so the text the page came with is set there, and
 * what was typed through the prototype.
 */
const keepEarlyInput = `(() => {
  const todo = new Map();
  // What was touched last is done last: a form is not sent before what was typed after the first press.
  const keep = (control, redo) => {
    todo.delete(control);
    todo.set(control, redo);
  };
  const press = (event) => {
    const control = event.target.closest('a[href], button, label, input[type="checkbox"], input[type="radio"]');
    if (!control || control.matches('a')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    keep(control, () => control.click());
  };
  const type = ({ target }) => {
    const { value } = target;
    if (value === undefined || target.type === 'file') return;
    keep(target, () => {
      target.value = target.defaultValue ?? '';
      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(target), 'value').set.call(target, value);
      for (const kind of ['input', 'change']) target.dispatchEvent(new Event(kind, { bubbles: true }));
    });
  };
  window.addEventListener('click', press, true);
  window.addEventListener('input', type, true);
  window.mgTakeOver = () => {
    window.removeEventListener('click', press, true);
    window.removeEventListener('input', type, true);
    for (const redo of todo.values()) redo();
    todo.clear();
  };
})()`;

/**
 * Keeps what is pressed and typed before the page's script has taken over, and does it again then, each control once:
 * on a slow machine a page can be seen a second before it listens, and that second would be lost without a word.
 */
export function EarlyInput({ nonce, children }: { nonce: string; children: ReactNode }) {
  // The effect of a parent: it runs once everything inside listens.
  useEffect(() => window.mgTakeOver?.(), []);
  return (
    <>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a text of ours, without a hole to fill. */}
      <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: keepEarlyInput }} />
      {children}
    </>
  );
}
