'use client';

import { Button, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconAdjustments,
  IconChevronDown,
  IconKey,
  IconPlugConnected,
  IconPlugConnectedX,
  IconPlus,
  IconShieldCheck,
  IconTrash,
} from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { secretRule, showsSecret } from '#lib/providers/schema.ts';
import { DiscardDialog } from './discard-dialog.tsx';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { asksForTokens, hasGrant, lacksSecret, wasConnected } from './has-grant.ts';
import { ReplaceSecret } from './replace-secret.tsx';
import { settingsPath } from './settings-path.ts';
import { useConnect } from './use-connection-action.ts';
import { useVerify } from './use-verify.tsx';

/** What can be changed about a connection. */
export function ConnectionMenu({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.menu');
  const { slug } = useTenant();
  const [replacing, replace] = useDisclosure(false);
  const [disconnecting, disconnect] = useDisclosure(false);
  const [discarding, discard] = useDisclosure(false);
  const connect = useConnect(connection.id);
  const verify = useVerify(connection);
  const active = connection.stage === 'active';
  return (
    <>
      <Menu position="bottom-end" width={330}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} />} loading={connect.isPending}>
            {t('change')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconAdjustments size={16} />} component={Link} href={settingsPath(slug, connection)}>
            {t(active ? 'changeBeside' : 'settings')}
          </Menu.Item>
          {asksForTokens(connection) && !lacksSecret(connection) && (
            <Menu.Item leftSection={<IconPlugConnected size={16} />} onClick={() => connect.mutate()}>
              {t(wasConnected(connection) ? 'reconnect' : 'connect')}
            </Menu.Item>
          )}
          {asksForTokens(connection) && hasGrant(connection) && (
            <Menu.Item leftSection={<IconShieldCheck size={16} />} onClick={() => verify.mutate()}>
              {t('verify')}
            </Menu.Item>
          )}
          {active && showsSecret(connection) && (
            <Menu.Item leftSection={<IconKey size={16} />} onClick={replace.open}>
              {t('replaceSecret', { secret: secretRule(connection).name })}
            </Menu.Item>
          )}
          {active && (
            <Menu.Item leftSection={<IconPlus size={16} />} component={Link} href={`/t/${slug}/mail/connect`}>
              {t('another')}
            </Menu.Item>
          )}
          <Menu.Divider />
          {(active || connection.hasClientSecret || (asksForTokens(connection) && hasGrant(connection))) && (
            <Menu.Item
              leftSection={<IconPlugConnectedX size={16} />}
              className="mg-danger-item"
              onClick={disconnect.open}
            >
              {t('disconnect', { grantKind: connection.grantKind })}
            </Menu.Item>
          )}
          {!active && (
            <Menu.Item leftSection={<IconTrash size={16} />} className="mg-danger-item" onClick={discard.open}>
              {t('discard')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ReplaceSecret connection={connection} opened={replacing} onClose={replace.close} />
      <DisconnectDialog connection={connection} opened={disconnecting} onClose={disconnect.close} />
      <DiscardDialog connection={connection} opened={discarding} onClose={discard.close} />
    </>
  );
}
