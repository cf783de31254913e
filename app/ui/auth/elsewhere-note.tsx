import { Button, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

type Props = { what: 'signIn' | 'setUp'; publicUrl: string; path: string };

/** For a page opened under another address than the public one, where nothing it sends would be accepted: where to go. */
export function ElsewhereNote({ what, publicUrl, path }: Props) {
  const t = useTranslations('console.elsewhere');
  return (
    <section className="mg-problem mg-elsewhere" data-tone="warn" aria-labelledby="elsewhere">
      <IconAlertTriangle size={20} aria-hidden className="mg-toned-icon" />
      <div>
        <Text id="elsewhere" size="sm" fw={600}>
          {t('title', { url: publicUrl })}
        </Text>
        <Text size="sm" mt={4} mb="sm">
          {t(what)}
        </Text>
        <Button component="a" href={`${publicUrl}${path}`}>
          {t('open', { host: new URL(publicUrl).host })}
        </Button>
      </div>
    </section>
  );
}
