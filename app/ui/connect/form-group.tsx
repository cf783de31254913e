import { Stack, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './connect.module.css';

/** One subject of a long form, under its heading. */
export function FormGroup({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes.group}>
      <Title order={3} id={id} size="0.9375rem" mb="md">
        {title}
      </Title>
      <Stack gap="md">{children}</Stack>
    </section>
  );
}
