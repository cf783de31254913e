'use client';

import { Anchor } from '@mantine/core';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { HelpTopic } from './topics.ts';

/** To the answer to one question. In a tab of its own: what is being typed here stays. */
export function HelpLink({ topic, children }: { topic: HelpTopic; children: ReactNode }) {
  const { slug } = useTenant();
  return (
    <Anchor component={Link} href={`/t/${slug}/help#${topic}`} target="_blank" size="sm" underline="always">
      {children}
    </Anchor>
  );
}
