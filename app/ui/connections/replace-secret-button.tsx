import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import Link from 'next/link';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { ReplaceSecret } from './replace-secret.tsx';
import { settingsPath } from './settings-path.ts';

/** The way to a new client secret: where the connection is in use it is tried first, else it is one of the settings. */
export function ReplaceSecretButton({ connection, label }: { connection: ConnectionView; label: string }) {
  const { slug, may } = useTenant();
  const [opened, { open, close }] = useDisclosure(false);
  if (!may('connections:admin')) return null;
  if (connection.stage !== 'active') {
    return (
      <Button size="xs" variant="default" component={Link} href={settingsPath(slug, connection)}>
        {label}
      </Button>
    );
  }
  return (
    <>
      <Button size="xs" variant="default" onClick={open}>
        {label}
      </Button>
      <ReplaceSecret connection={connection} opened={opened} onClose={close} />
    </>
  );
}
