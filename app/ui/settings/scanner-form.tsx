'use client';

import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ApiError, api } from '#app/ui/api.ts';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import {
  type SavedScanner,
  type ScannerView,
  savedScannerSchema,
  scannerInputSchema,
  usualPort,
} from '#lib/files/schema.ts';
import { scannerKey } from './queries.ts';
import { ScannerAnswer } from './scanner-answer.tsx';
import { useScannerTest } from './use-scanner-test.ts';

type Values = { host: string; port: string };

type Props = {
  /** What stands in it before anybody types. */
  scanner: Pick<ScannerView, 'host' | 'port'>;
  onSaved?: (saved: SavedScanner) => void;
  /** In a dialog: the buttons stand as in any other, and one of them leaves. */
  onCancel?: () => void;
  /** One more button. */
  children?: ReactNode;
};

const toInput = ({ host, port }: Values) => ({ host, port: port.trim() === '' ? undefined : portIn(port.trim()) });

const portIn = (text: string) => (/^\d+$/.test(text) ? Number(text) : Number.NaN);

function problemsOf(values: Values): Record<string, string> {
  const issues = scannerInputSchema.safeParse(toInput(values)).error?.issues ?? [];
  return Object.fromEntries(issues.map((issue) => [String(issue.path[0]), issue.message]).reverse());
}

/** Where the tenant's own scanner listens: tried before it is saved, and when it is. */
export function ScannerForm({ scanner, onSaved, onCancel, children }: Props) {
  const t = useTranslations('console.settings.scanner');
  const { slug: tenant } = useTenant();
  const queryClient = useQueryClient();
  const test = useScannerTest();
  const save = useMutation({
    mutationFn: (body: ReturnType<typeof toInput>) =>
      api('/api/v1/virus-scanner', { tenant, method: 'PUT', body, schema: savedScannerSchema }),
    onSuccess: (saved) => {
      queryClient.setQueryData(scannerKey(tenant), saved.scanner);
      onSaved?.(saved);
    },
  });
  const form = useForm<Values>({
    initialValues: { host: scanner.host ?? '', port: String(scanner.port ?? usualPort) },
    validate: problemsOf,
    onValuesChange: forget,
  });

  /** What was said of other values is over. */
  function forget() {
    test.reset();
    save.reset();
  }

  function refuse(error: Error) {
    if (error instanceof ApiError) form.setErrors(Object.fromEntries(error.fields.map((f) => [f.path, f.message])));
  }

  const tryIt = form.onSubmit((values) => {
    forget();
    test.mutate(toInput(values), { onError: refuse });
  });
  const saveIt = form.onSubmit((values) => {
    forget();
    save.mutate(toInput(values), { onError: refuse });
  });
  const error = test.error ?? save.error;
  const isAtField = error instanceof ApiError && error.fields.length > 0;
  return (
    <form onSubmit={saveIt} noValidate aria-label={t('title')}>
      <Stack gap="md">
        <Group gap="md" align="flex-start">
          <TextInput
            label={t('host')}
            description={t('hostHint')}
            placeholder="clamd.example.com"
            classNames={{ input: 'mono' }}
            autoComplete="off"
            spellCheck={false}
            flex="1 1 280px"
            inputWrapperOrder={['label', 'input', 'error', 'description']}
            {...form.getInputProps('host')}
          />
          <TextInput
            label={t('port')}
            inputMode="numeric"
            classNames={{ input: 'mono' }}
            autoComplete="off"
            w={110}
            {...form.getInputProps('port')}
          />
        </Group>
        {!isAtField && <ErrorNote error={error} />}
        {test.data && <ScannerAnswer test={test.data} isSaved={false} />}
        {save.data && <ScannerAnswer test={save.data.test} isSaved />}
        <Group gap="xs" {...(onCancel ? { justify: 'flex-end' } : {})}>
          {onCancel && (
            <Button variant="subtle" color="gray" c="dimmed" onClick={onCancel}>
              {t('cancel')}
            </Button>
          )}
          <Button type="submit" loading={save.isPending} disabled={test.isPending} style={{ order: onCancel ? 2 : 0 }}>
            {t('save')}
          </Button>
          <Button variant="default" loading={test.isPending} disabled={save.isPending} onClick={() => tryIt()}>
            {t('test')}
          </Button>
          {children}
        </Group>
      </Stack>
    </form>
  );
}
