export { type CalendarDay, calendarDay } from './calendar-day.ts';
export { within } from './within.ts';
