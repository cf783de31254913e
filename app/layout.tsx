import '@fontsource-variable/inter/index.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './ui/global.css';

import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core';
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { EarlyInput } from './ui/early-input.tsx';
import { Providers } from './ui/providers.tsx';

export const metadata: Metadata = {
  title: { default: 'Mailgrant', template: '%s · Mailgrant' },
  description: 'The outgoing-mail connection of a product.',
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { colorScheme: 'light dark' };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? '';
  return (
    <html lang="en" {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript nonce={nonce} defaultColorScheme="auto" />
      </head>
      <body>
        <EarlyInput nonce={nonce}>
          <Providers nonce={nonce}>{children}</Providers>
        </EarlyInput>
      </body>
    </html>
  );
}
