import { MantineProvider } from '@mantine/core';
import { NextIntlClientProvider } from 'next-intl';
import type { ComponentType } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { messages } from '#app/ui/messages.ts';
import { TenantProvider, type TenantScreen } from '#app/ui/shell/tenant-context.tsx';

/** An administrator looks, as far as what is shown asks. */
const tenant: TenantScreen = {
  slug: 'contoso',
  name: 'Contoso',
  role: 'admin',
  scopes: ['connections:read', 'connections:admin', 'connections:test'],
  user: { name: 'Avery Admin', email: 'admin@contoso.example' },
  tenants: [{ slug: 'contoso', name: 'Contoso' }],
};

/** The HTML of a part of a screen as the server makes it, before the page knows a clock. */
export function rendered<Props extends object>(Part: ComponentType<Props>, props: Props): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={messages} timeZone="UTC">
      <MantineProvider withCssVariables={false} withGlobalClasses={false}>
        <TenantProvider value={tenant}>
          <Part {...props} />
        </TenantProvider>
      </MantineProvider>
    </NextIntlClientProvider>,
  );
}

/** What a person reads of HTML: its text, a space between its parts. */
export function textOf(html: string): string {
  return html
    .replaceAll(/<(script|style)[^>]*>.*?<\/\1>/gs, ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&#x27;', '’')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
