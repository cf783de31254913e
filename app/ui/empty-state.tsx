import { Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

type Props = { icon: ReactNode; title: string; text: string; children?: ReactNode };

/** Where nothing is yet: what belongs here, and the one thing to do next. */
export function EmptyState({ icon, title, text, children }: Props) {
  return (
    <Paper withBorder p={{ base: 'lg', sm: 40 }}>
      <Stack gap="sm" align="flex-start" maw={620}>
        <span className="mg-emblem" aria-hidden>
          {icon}
        </span>
        <Title order={2} size="h3">
          {title}
        </Title>
        <Text c="dimmed">{text}</Text>
        {children}
      </Stack>
    </Paper>
  );
}
