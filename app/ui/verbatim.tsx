type Props = {
  label: string;
  /** For commands: a line stays a line, and what is too wide is scrolled to. Otherwise it is broken anywhere. */
  keepLines?: boolean;
  children: string;
};

/** Text as it was received or as it is to be pasted: monospaced, in a box that scrolls by itself. */
export function Verbatim({ label, keepLines = false, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="mg-reply" data-lines={keepLines || undefined} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
