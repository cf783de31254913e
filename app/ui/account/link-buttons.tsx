'use client';

import { Button, Group } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { LinkDialog } from './link-dialog.tsx';

type Choice = { id: string; label: string };

/** The issuers that are offered and not linked yet. */
export function LinkButtons({ choices }: { choices: Choice[] }) {
  const t = useTranslations('console.account');
  const [chosen, setChosen] = useState<Choice | null>(null);
  const [opened, setOpened] = useState(false);
  if (choices.length === 0) return null;
  return (
    <Group gap="xs">
      {choices.map((choice) => (
        <Button
          key={choice.id}
          variant="default"
          leftSection={<IconLink size={16} aria-hidden />}
          onClick={() => {
            setChosen(choice);
            setOpened(true);
          }}
        >
          {t('link', { label: choice.label })}
        </Button>
      ))}
      {chosen && <LinkDialog key={chosen.id} choice={chosen} opened={opened} onClose={() => setOpened(false)} />}
    </Group>
  );
}
