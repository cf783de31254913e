import type { ProblemView } from '#lib/connections/schema.ts';
import type { Reply } from '#lib/errors/index.ts';
import {
  classify,
  type Provider,
  type ProviderId,
  provider as providerOf,
  type ReplyClass,
} from '#lib/providers/index.ts';
import { sentence } from '#lib/strings/index.ts';
import { type Facts, sentenceValues } from './facts.ts';
import { fieldsOf } from './fields.ts';
import { type OwnProblem, ownProblems } from './own-problems.ts';

/** Says in words what a provider's reply means for this connection: what happened, why, what to do next. */
export function explain(input: { provider: ProviderId; reply: Reply; facts: Facts }): ProblemView {
  const { reply, facts } = input;
  const provider = providerOf(input.provider);
  const { code, class: replyClass } = classify(provider, reply);
  return problem(code, replyClass, provider, facts, reply);
}

/** Says in words what we found ourselves. `reply` is what led to it, where there is such a thing. */
export function explainOwn(input: {
  provider: ProviderId;
  code: OwnProblem;
  facts: Facts;
  reply?: Reply;
}): ProblemView {
  const { code, facts, reply } = input;
  return problem(code, ownProblems[code], providerOf(input.provider), facts, reply);
}

function problem(
  code: string,
  replyClass: ReplyClass,
  provider: Provider,
  facts: Facts,
  reply: Reply | undefined,
): ProblemView {
  const values = sentenceValues(provider.label, facts, reply);
  const say = (part: 'title' | 'why' | 'cure') => sentence(`diagnosis.${code}.${part}`, values);
  const title = say('title');
  return {
    code,
    class: replyClass,
    title,
    why: say('why'),
    cure: say('cure'),
    fields: fieldsOf(code),
    // Nobody else said it: then it is our own sentence that can be copied.
    reply: reply ?? { protocol: 'oauth', text: title },
  };
}
