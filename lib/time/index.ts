export { type CalendarDay, calendarDay } from './calendar-day.ts';
export { createUnderWay } from './under-way.ts';
export { within } from './within.ts';
