'use client';

import { Group, Radio, Stack, Text } from '@mantine/core';
import { IconCertificate } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { certificatesAlone, certificatesProblem } from '#lib/crypto/pem-schema.ts';
import { certificateProblemWords } from '#lib/strings/certificate-words.ts';
import { CertificateLines } from './certificate-lines.tsx';
import classes from './connect.module.css';
import { FileTextInput } from './file-text-input.tsx';
import { useCertificateRead } from './use-certificate-read.ts';
import type { ConnectionForm } from './use-connection-form.ts';

const maxLength = 60_000;

function problemOf(text: string): string | null {
  const code = certificatesProblem(text);
  return code && certificateProblemWords({ code, params: {} });
}

/** Which certificates the servers of this connection are known by: the system's, or those given here besides. */
export function TrustedCertificate({ connectionForm }: { connectionForm: ConnectionForm }) {
  const t = useTranslations('console.certificate');
  const { form, setOverride, advancedError } = connectionForm;
  const { caCertificate } = form.values.overrides;
  const [remark, remarkOn] = useState<string | null>(null);
  const isOwn = caCertificate !== undefined;
  const read = useCertificateRead(isOwn && problemOf(caCertificate) === null ? caCertificate : '', 'trust');

  return (
    <Stack gap="sm">
      <Radio.Group
        {...(isOwn ? {} : { 'data-path': 'overrides.caCertificate' })}
        label={t('label')}
        description={t('hint')}
        value={isOwn ? 'own' : 'default'}
        error={isOwn ? undefined : form.errors['overrides.caCertificate']}
        errorProps={{ mt: 8 }}
        onChange={(choice) => setOverride('caCertificate', choice === 'own' ? '' : undefined)}
      >
        <Group gap="4px 24px" mt={8}>
          <Radio value="default" label={t('default')} />
          <Radio value="own" label={t('own')} />
        </Group>
      </Radio.Group>
      {isOwn && (
        <div>
          <FileTextInput
            label={t('pem')}
            description={t('pemHint')}
            value={caCertificate}
            error={
              caCertificate === ''
                ? form.errors['overrides.caCertificate']
                : (advancedError('caCertificate') ?? read.error?.message)
            }
            data-path="overrides.caCertificate"
            accept=".pem,.crt,.cer,application/x-pem-file"
            placeholder="-----BEGIN CERTIFICATE-----"
            maxLength={maxLength}
            keepsLines
            problemOf={problemOf}
            onText={(text, about) => {
              remarkOn(about);
              setOverride('caCertificate', certificatesAlone(text));
            }}
          />
          <div aria-live="polite">
            {read.data && (
              <Group className={classes.key} gap="sm" mt={8} wrap="nowrap">
                <IconCertificate size={20} aria-hidden />
                <Text size="sm" className={classes.keyOf} component="div">
                  <CertificateLines read={read.data} />
                </Text>
              </Group>
            )}
            {remark && (
              <Text size="sm" mt={4} style={{ overflowWrap: 'anywhere' }}>
                {remark}
              </Text>
            )}
          </div>
        </div>
      )}
    </Stack>
  );
}
