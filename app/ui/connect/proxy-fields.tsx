'use client';

import { Checkbox, Group, PasswordInput, Radio, Stack, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { proxyKinds, proxyUses } from '#lib/connections/schema.ts';
import { asksForTokens } from '#lib/providers/schema.ts';
import classes from './connect.module.css';
import { type ProxyValues, type proxyPassword, withKind } from './proxy-values.ts';
import type { ConnectionForm } from './use-connection-form.ts';

type Props = {
  connectionForm: ConnectionForm;
  /** What becomes of one that is not typed. */
  password: ReturnType<typeof proxyPassword>;
};

/** What stands between here and the servers, for whoever has such a thing. */
export function ProxyFields({ connectionForm: { form }, password }: Props) {
  const t = useTranslations('console.proxy');
  const { kind } = form.values.proxy;
  return (
    <Stack gap="sm">
      <Radio.Group
        label={t('label')}
        description={t('hint')}
        {...form.getInputProps('proxy.kind')}
        onChange={(chosen) => {
          form.setFieldValue('proxy', withKind(form.values.proxy, chosen as ProxyValues['kind']));
          form.clearFieldError('proxy.port');
        }}
      >
        <Group gap="4px 24px" mt={8}>
          {(['none', ...proxyKinds] as const).map((one) => (
            <Radio key={one} value={one} label={t(`kind.${one}`)} />
          ))}
        </Group>
      </Radio.Group>
      {kind !== 'none' && <ProxyDetails form={form} password={password} />}
    </Stack>
  );
}

const passwordHints = { kept: 'passwordKept', again: 'passwordAgain', none: 'passwordHint' } as const;

function ProxyDetails({ form, password }: { form: ConnectionForm['form'] } & Pick<Props, 'password'>) {
  const t = useTranslations('console.proxy');
  const plain = { autoComplete: 'off', spellCheck: false, classNames: { input: 'mono' } };
  return (
    <Stack gap="md" mt={4}>
      <div className={classes.pair}>
        <TextInput {...plain} label={t('host')} placeholder="proxy.example.com" {...form.getInputProps('proxy.host')} />
        <TextInput {...plain} label={t('port')} inputMode="numeric" {...form.getInputProps('proxy.port')} />
      </div>
      <TextInput
        {...plain}
        label={t('userName')}
        description={t('userNameHint')}
        {...form.getInputProps('proxy.userName')}
      />
      <PasswordInput
        label={t('password')}
        description={t(passwordHints[password])}
        autoComplete="off"
        data-1p-ignore
        classNames={{ innerInput: 'mono' }}
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
        {...form.getInputProps('proxy.password')}
      />
      {asksForTokens(form.values) && (
        <Checkbox.Group label={t('uses')} {...form.getInputProps('proxy.uses')}>
          <Stack gap={8} mt={8}>
            {proxyUses.map((use) => (
              <Checkbox key={use} value={use} label={t(`use.${use}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </Stack>
  );
}
