import { Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Wordmark } from '#app/ui/shell/wordmark.tsx';
import classes from './door.module.css';

type Props = { title: string; lead?: ReactNode; wide?: boolean; children?: ReactNode };

/** A page outside of the console: one card, one subject. */
export function Door({ title, lead, wide = false, children }: Props) {
  return (
    <main className={classes.door}>
      <Wordmark />
      <Paper withBorder p={{ base: 'lg', sm: 32 }} mt="lg" w="100%" maw={wide ? 560 : 420}>
        <Title order={1} size="h2" mb={lead ? 4 : 'md'}>
          {title}
        </Title>
        {lead && (
          <Text size="sm" c="dimmed" mb="lg" component="div">
            {lead}
          </Text>
        )}
        {children}
      </Paper>
    </main>
  );
}
