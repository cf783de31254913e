import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

type Props = { title: string; lead?: string; above?: ReactNode; aside?: ReactNode };

/** The heading of a page, one line saying what it is for, and what can be done on the right. */
export function PageHeader({ title, lead, above, aside }: Props) {
  return (
    <Group justify="space-between" align="flex-end" gap="md" mb="lg">
      <div style={{ minWidth: 0 }}>
        {above}
        <Title order={1} style={{ overflowWrap: 'anywhere' }}>
          {title}
        </Title>
        {lead && (
          <Text c="dimmed" mt={4} maw={680}>
            {lead}
          </Text>
        )}
      </div>
      {aside}
    </Group>
  );
}
