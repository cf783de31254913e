'use client';

import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ScannerForm } from '#app/ui/settings/scanner-form.tsx';
import type { FileScanningState } from './use-file-scanning.ts';

/** Asks whether to configure a virus scanner now or to go on without one. */
export function NoScannerDialog({ scanning: { asked, goOn, leave, again } }: { scanning: FileScanningState }) {
  const t = useTranslations('console.files.ask');
  const tCommon = useTranslations('console.common');
  const [configures, configure] = useState(false);
  /** Its words stay while it fades. */
  const [name, setName] = useState('');
  if (asked && asked.name !== name) setName(asked.name);
  return (
    <Modal
      opened={asked !== null}
      onClose={leave}
      onExitTransitionEnd={() => configure(false)}
      title={t(configures ? 'configureTitle' : 'title')}
      closeButtonProps={{ 'aria-label': tCommon('close') }}
    >
      {configures ? (
        <Stack gap="md">
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {t('then', { name })}
          </Text>
          <ScannerForm
            scanner={{ host: null, port: null }}
            onSaved={({ test }) => test.answers && again()}
            onCancel={() => configure(false)}
          />
        </Stack>
      ) : (
        <Stack gap="md">
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {t('what', { name })}
          </Text>
          <Text size="xs" c="dimmed">
            {t('once')}
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={goOn}>
              {t('goOn')}
            </Button>
            <Button onClick={() => configure(true)}>{t('configure')}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
