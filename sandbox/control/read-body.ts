import { type Answer, jsonAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import { ControlError } from './control-error.ts';

export type Body = Record<string, unknown>;
/** Reads one field; refuses what is of another kind in a sentence. */
export type Reader = (body: Body, name: string) => unknown;

/** The JSON object a control request carries; an empty body is an empty object. */
export function bodyOf(request: SandboxRequest): Body {
  if (request.body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Body;
  } catch {
    // Said below.
  }
  throw new ControlError('The body must be a JSON object.');
}

export function text(body: Body, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw new ControlError(`The field "${name}" must be a text.`);
  return value;
}

export const optionalText = (body: Body, name: string): string | undefined =>
  body[name] === undefined ? undefined : text(body, name);

export function number(body: Body, name: string): number {
  const value = body[name];
  if (typeof value !== 'number') throw new ControlError(`The field "${name}" must be a number.`);
  return value;
}

export const optionalNumber = (body: Body, name: string): number | undefined =>
  body[name] === undefined || body[name] === null ? undefined : number(body, name);

export function texts(body: Body, name: string): string[] {
  const value = body[name];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new ControlError(`The field "${name}" must be a list of texts.`);
}

export const optionalTexts: Reader = (body, name) => (body[name] === undefined ? undefined : texts(body, name));

export const optionalFlag: Reader = (body, name) => {
  if (body[name] === undefined || typeof body[name] === 'boolean') return body[name];
  throw new ControlError(`The field "${name}" must be true or false.`);
};

export const optionalOneOf =
  (...words: string[]): Reader =>
  (body, name) => {
    if (body[name] === undefined || words.some((word) => word === body[name])) return body[name];
    throw new ControlError(`The field "${name}" must be ${words.join(' or ')}.`);
  };

/** How each field of a wish is read. */
export type Readers<Wish> = Record<keyof Wish, Reader>;

/** The body as a wish, each of its fields of the right kind. */
export function wishOf<Wish>(body: Body, readers: Readers<Wish>): Wish {
  const fields = Object.entries<Reader>(readers).map(([name, read]) => [name, read(body, name)] as const);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as Wish;
}

/** Answers with what the work returns, or in one sentence with what was wrong with the request. */
export const answering =
  (work: (request: SandboxRequest) => unknown) =>
  async (request: SandboxRequest): Promise<Answer> => {
    try {
      return jsonAnswer((await work(request)) ?? { done: true });
    } catch (error) {
      if (error instanceof ControlError) return jsonAnswer({ error: error.message }, 422);
      throw error;
    }
  };
