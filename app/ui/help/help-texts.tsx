import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';

export const helpMarks = {
  p: (text: ReactNode) => <p>{text}</p>,
  b: (text: ReactNode) => <strong>{text}</strong>,
  c: (text: ReactNode) => <code>{text}</code>,
};

/** Topics, providers and deadlines are data: the keys of their texts cannot be typed. */
export type HelpTexts = {
  (key: string, values?: Record<string, string | number>): string;
  rich: (key: string, values: Record<string, string | number | ((text: ReactNode) => ReactNode)>) => ReactNode;
  has: (key: string) => boolean;
};

/** The texts of the help page, on the server. */
export async function helpTexts(): Promise<HelpTexts> {
  return (await getTranslations('help')) as unknown as HelpTexts;
}
