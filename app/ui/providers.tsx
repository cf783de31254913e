'use client';

import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { setNonce } from 'get-nonce';
import { NextIntlClientProvider } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { messages } from './messages.ts';
import { makeQueryClient } from './query-client.ts';
import { cssVariables, theme } from './theme.ts';

/** What every screen stands in: texts, look and the cache of answers. */
export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  // For the style elements of scroll locks, which know no React context.
  setNonce(nonce);
  return (
    <NextIntlClientProvider locale="en" messages={messages} timeZone="UTC">
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        <QueryClientProvider client={queryClient}>
          <Notifications position="bottom-right" />
          {children}
        </QueryClientProvider>
      </MantineProvider>
    </NextIntlClientProvider>
  );
}
