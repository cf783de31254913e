import type { Actor } from '#lib/accounts/index.ts';

export type Operator = Extract<Actor, { kind: 'operator' }>;

/** Where a command takes what is not on its line. */
export type Surroundings = {
  /** What is used as a secret is taken out: a database started later inherits the environment. */
  env: Record<string, string | undefined>;
  /** The folder that relative paths begin in. */
  folder: string;
  /** Asks the person at the terminal for a text that is not shown; null where nobody is there. */
  ask: ((question: string) => Promise<string>) | null;
};

/** What was typed: each option with its values, a switch with none. */
export type Given = { options: Record<string, string[]>; file: string };

/** 1: refused, or saved and not working. 3: a connection that was looked at does not work. */
export type Answer = { exitCode: 0 | 1 | 3; lines: string[]; json: Record<string, unknown> };

/** The part of a command that needs the database. */
export type Act = (operator: Operator) => Promise<Answer>;

export type Option = {
  /** What its value is called; absent: a switch. */
  value?: string;
  required?: true;
  /** May stand there more than once. */
  many?: true;
  /** All it can be. */
  oneOf?: readonly string[];
  says: string;
};

export type Command = {
  /** Two words: a thing and what is done with it. */
  name: string;
  does: string;
  /** What its only argument is called, where it takes one. */
  argument?: { name: string; says: string };
  options: Record<string, Option>;
  /** More about it, in its own help. */
  notes?: string[];
  /** What a person calls the field of an input; absent: the option of that name. */
  fieldName?: (path: string) => string;
  /** Reads all it needs before the database is opened. */
  prepare: (given: Given, surroundings: Surroundings) => Promise<Act>;
};

/** The line cannot be understood; nothing was done. Of several faults each has a line of the message. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The value of an option that stands there at most once. */
export function textOf({ options }: Given, name: string): string | undefined {
  return options[name]?.at(-1);
}

/** The value of an option that is required: the reading has refused a line without. */
export function requiredText(given: Given, name: string): string {
  const text = textOf(given, name);
  if (text === undefined) throw new Error(`--${name} is not marked as required`);
  return text;
}
