import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { secretRule } from '#lib/providers/schema.ts';
import { ReplaceSecret } from './replace-secret.tsx';
import { settingsPath } from './settings-path.ts';

/** The way to a new client secret: where the connection is in use it is tried first, else it is one of the settings. */
export function ReplaceSecretButton({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.steps');
  const { slug, may } = useTenant();
  const [opened, { open, close }] = useDisclosure(false);
  if (!may('connections:admin')) return null;
  const label = t('replace_secret', { secret: secretRule(connection).name });
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
