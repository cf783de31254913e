import { expect, it } from 'vitest';
import { custom } from './custom.ts';
import { overridesAsked } from './schema.ts';

it.each(custom().grantKinds)(
  'the guide of any server has a step for each address and name that %s asks for',
  (grantKind) => {
    const { guide } = custom();
    const steps = guide.filter((step) => step.grantKinds?.includes(grantKind) ?? true);
    const lit = steps.flatMap(({ field, alsoFields = [] }) => [field, ...alsoFields]);
    const asked = overridesAsked(custom(), grantKind).map(({ name }) => `overrides.${name}`);
    expect(lit).toEqual(expect.arrayContaining([...asked, 'clientId', 'clientSecret', 'senderAddress']));
  },
);
