import { ControlError } from './control-error.ts';

/** The number itself, when it lies between the two. */
export function requireWithin(least: number, most: number, value: number): number {
  if (value >= least && value <= most) return value;
  throw new ControlError(`${value} is not a number from ${least} to ${most}.`);
}

/** In seconds, a year: longer than anything here is meant to wait or live. */
export const yearSeconds = 31_536_000;
