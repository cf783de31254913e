import type { ExtraParameters } from './types.ts';

/** As a query or a form has them; `more` takes the place of what has its name. */
export function withExtra(extra: ExtraParameters | undefined, more: Record<string, string>): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, values] of Object.entries({ ...extra, ...more })) {
    for (const value of [values].flat()) parameters.append(name, value);
  }
  return parameters;
}
