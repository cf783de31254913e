/** A grant of the product. */
export type Named = { tenantId: string; connectionId: string; grantId: string };

/** A grant to be made: with this refresh token, at this door of the token server. */
export type Wanted = { refreshToken: string; origin: string };

/** The moments at which a process is killed, in the order in which a refresh passes them. */
export const points = [
  'before intent',
  'after intent',
  'after connect',
  'after send',
  'after response',
  'before commit',
  'after commit',
] as const;
export type Point = (typeof points)[number];

/** What came of asking for an access token. */
export type Use = { kind: 'token'; token: string } | { kind: 'problem' | 'error'; why: string };

/** What a program is told; each understands those of its kind. `since`: only a token obtained after this instant will do. */
export type Message =
  | { do: 'connect'; grants: Wanted[] }
  | { do: 'ask'; grant: Named; calls: number; since?: string }
  | { do: 'hear'; word: string }
  | { do: 'change'; grants: Named[]; times: number }
  | { do: 'stop at'; stops: { grant: Named; point: Point }[] }
  | { do: 'finish' }
  | { do: 'hold saves' }
  | { do: 'go on' }
  | { do: 'ask naively'; id: number; calls: number; origin: string; isInTransaction?: true }
  | { do: 'change naively'; ids: number[]; times: number };

export type Reply = { id: number; answer?: unknown; error?: string };

/** A process has come to a point; `save held`: it would store an answer, and may not yet. */
export type Report = { at: Point; connectionId: string } | { at: 'save held' };
