'use client';

import { Input, Radio, Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import classes from './connect.module.css';
import type { FormValues } from './form-values.ts';
import { LitField } from './lit-field.tsx';
import type { ProviderForm } from './provider-form.ts';

type Props = { provider: ProviderForm; form: UseFormReturnType<FormValues> };

/** How to sign in and how to send: the two choices that decide the rest. */
export function Choices({ provider, form }: Props) {
  const t = useTranslations('console');
  // What it means for this provider; which ways it has is data: the keys cannot be typed.
  const own = useTranslations(`guide.${provider.id}.own`) as unknown as (key: string) => string;
  return (
    <>
      <LitField field="grantKind">
        {provider.grantKinds.length === 1 ? (
          // One choice is none.
          <Input.Wrapper
            label={t('connect.grantKind')}
            labelElement="div"
            error={form.errors.grantKind}
            data-path="grantKind"
          >
            <Text size="sm">{own(`grant.${provider.grantKinds[0]}`)}</Text>
          </Input.Wrapper>
        ) : (
          <Radio.Group label={t('connect.grantKind')} errorProps={{ mt: 8 }} {...form.getInputProps('grantKind')}>
            <Stack gap={8} mt={6}>
              {provider.grantKinds.map((kind) => (
                <Choice
                  key={kind}
                  value={kind}
                  chosen={form.values.grantKind === kind}
                  label={t(`grantKind.${kind}`, { provider: provider.id })}
                  text={own(`grant.${kind}`)}
                />
              ))}
            </Stack>
          </Radio.Group>
        )}
      </LitField>
      {provider.transports.length > 1 && (
        <LitField field="transport">
          <Radio.Group label={t('connect.transport')} errorProps={{ mt: 8 }} {...form.getInputProps('transport')}>
            <Stack gap={8} mt={6}>
              {provider.transports.map((transport) => (
                <Choice
                  key={transport}
                  value={transport}
                  chosen={form.values.transport === transport}
                  label={t(`transport.${transport}`)}
                  text={own(`through.${transport}`)}
                />
              ))}
            </Stack>
          </Radio.Group>
        </LitField>
      )}
    </>
  );
}

type ChoiceProps = { value: string; chosen: boolean; label: string; text: string };

/** One stop of the Tab key for each group, as radio buttons have it: the arrow keys go on from the chosen one. */
function Choice({ value, chosen, label, text }: ChoiceProps) {
  const id = useId();
  return (
    <Radio.Card
      value={value}
      className={classes.choice}
      tabIndex={chosen ? 0 : -1}
      aria-label={label}
      aria-describedby={id}
    >
      <span style={{ display: 'flex', gap: 10 }}>
        <Radio.Indicator mt={2} />
        <span>
          <Text size="sm" fw={500}>
            {label}
          </Text>
          <Text size="xs" c="dimmed" id={id}>
            {text}
          </Text>
        </span>
      </span>
    </Radio.Card>
  );
}
