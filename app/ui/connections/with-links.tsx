import { Anchor } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';

/** The catalogue writes a page to open in parentheses; a bare address in a sentence is a value, as a scope is. */
const pageInParentheses = /\((https?:\/\/[^\s()]+)\)/;

/** A sentence whose pages in parentheses can be opened, each in a tab of its own. */
export function withLinks(text: string): ReactNode {
  // An address after each odd cut.
  return text.split(pageInParentheses).map((part, index) =>
    index % 2 === 0 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence stay where they are
      <Fragment key={index}>{part}</Fragment>
    ) : (
      <Fragment key={part}>
        (
        <Anchor href={part} target="_blank" rel="noreferrer" inherit style={{ overflowWrap: 'anywhere' }}>
          {part}
        </Anchor>
        )
      </Fragment>
    ),
  );
}
