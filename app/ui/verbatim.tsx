/** Text as it was received or as it is to be pasted: monospaced, never reflowed, scrolled within its box. */
export function Verbatim({ label, children }: { label: string; children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="mg-reply" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
