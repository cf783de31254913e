import { Fragment } from 'react';

/** A text without blanks, such as an address or a list of scopes, that breaks behind its separators. Copied as it is. */
export function Breakable({ text }: { text: string }) {
  const parts = text.split(/(?<=[/.,:?&=_-])(?![/.,:?&=_-])/);
  return parts.map((part, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text, in its order
    <Fragment key={place}>
      {place > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
