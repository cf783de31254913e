import type { ProblemView } from '#lib/connections/schema.ts';
import type { Reply } from '#lib/errors/index.ts';
import { type Provider, type ProviderId, provider as providerOf, type ReplyClass } from '#lib/providers/index.ts';
import { hasSentence, sentence } from '#lib/strings/index.ts';
import { type Again, type Facts, sentenceValues } from './facts.ts';
import { fieldsOf } from './fields.ts';
import { meaningOf } from './meaning-of.ts';
import { type OwnProblem, ownProblems } from './own-problems.ts';
import { type About, serverAsked } from './servers.ts';

/**
 * Says in words what a provider's reply means for this connection: what happened, why, what to do next. `about` tells
 * which of its servers did not answer, where none did.
 */
export function explain(input: {
  provider: ProviderId;
  reply: Reply;
  facts: Facts;
  about?: About;
  isSignIn?: true;
  again?: Again;
}): ProblemView {
  const provider = providerOf(input.provider);
  const { code, class: replyClass } = meaningOf(provider, input);
  return problem({ ...input, code, replyClass, provider });
}

/** Says in words what we found ourselves. `reply` is what led to it, where there is such a thing. */
export function explainOwn(input: {
  provider: ProviderId;
  code: OwnProblem;
  facts: Facts;
  reply?: Reply;
  about?: About;
  again?: Again;
}): ProblemView {
  const { code } = input;
  return problem({ ...input, replyClass: ownProblems[code], provider: providerOf(input.provider) });
}

function problem(found: {
  code: string;
  replyClass: ReplyClass;
  provider: Provider;
  facts: Facts;
  reply?: Reply | undefined;
  about?: About | undefined;
  again?: Again | undefined;
}): ProblemView {
  const { code, replyClass, provider, facts, reply, about, again = 'asking' } = found;
  const { grantKind, servers } = facts;
  const kind = serverAsked({ provider, grantKind, servers }, about, reply);
  const values = sentenceValues(provider, facts, { kind, reply, again });
  const say = (part: 'title' | 'why' | 'cure') => {
    // What all providers have in common may still be mended elsewhere at each: its own words come first.
    const own = `diagnosis.${provider.id}_${code}.${part}`;
    return sentence(hasSentence(own) ? own : `diagnosis.${code}.${part}`, values);
  };
  const title = say('title');
  return {
    code,
    class: replyClass,
    title,
    why: say('why'),
    cure: say('cure'),
    fields: fieldsOf(provider, code, { facts, kind }),
    // Nobody else said it: then it is our own sentence that can be copied.
    reply: reply ?? { protocol: 'oauth', text: title },
  };
}
