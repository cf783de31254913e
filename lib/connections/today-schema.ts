import { z } from 'zod';

/** The numbers of a day in the REST API and on the Mail page. Safe in the browser; everybody takes it from schema.ts. */

const instant = z.iso.datetime();

const dayCounts = {
  /** Test e-mails that the provider took. */
  testsAccepted: z.number(),
  /** That it, or a setting, kept from going. */
  testsRefused: z.number(),
  /** Whose answer was lost. */
  testsUnknown: z.number(),
  renewals: z.number(),
  renewalFailures: z.number(),
};

/** What happened today, by the clock of whoever looks: in all, and in each hour from the day's beginning on. */
export const todaySchema = z.object({
  timeZone: z.string(),
  from: instant,
  /** When the next day begins. */
  until: instant,
  total: z.object(dayCounts),
  hours: z.array(z.object({ at: instant, ...dayCounts })),
});
export type TodayView = z.infer<typeof todaySchema>;
export type DayCounts = TodayView['total'];

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const todayQuerySchema = z.strictObject({
  timeZone: z
    .string()
    .refine(isTimeZone, 'Use the name of a time zone, such as Europe/Berlin.')
    .default('UTC')
    .describe('Whose day it is: the name of a time zone.'),
});
