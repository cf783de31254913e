import { generateKeyPairSync } from 'node:crypto';
import type { KeyFileRule, ProviderRules } from '#lib/providers/types.ts';

/** A made-up key file and its rule, for tests: no provider's own. */
export const keyFileRuleForTests: KeyFileRule = {
  kind: { member: 'type', value: 'robot' },
  requires: ['private_key_id'],
  fills: [
    { field: 'clientId', member: 'email' },
    { field: 'settings.robotId', member: 'robot_id' },
  ],
  projectMember: 'project',
  others: [
    { member: 'web', problem: 'This file is of a web application.' },
    { member: 'type', value: 'human', problem: 'This file is of a person.' },
  ],
  problem: 'Paste the whole key file of the robot.',
};

/** Rules by which the application of `client_credentials` shows such a file, made of some provider's rules. */
export function withKeyFileRule(rules: ProviderRules): ProviderRules {
  const clientSecret = rules.application.client_credentials?.clientSecret;
  if (!clientSecret) throw new Error('these rules know no secret for an application');
  const number = { is: '^\\d+$', problem: 'The robot’s ID is a number.' };
  return {
    ...rules,
    application: {
      ...rules.application,
      client_credentials: {
        clientId: { label: 'Robot’s e-mail', isCaseless: true, maxLength: 100, shapes: [] },
        clientSecret: {
          ...clientSecret,
          name: 'key',
          label: 'Key file',
          isMultiline: true,
          maxLength: 20_000,
          shapes: [],
          hasEnd: false,
          keyFile: keyFileRuleForTests,
        },
      },
    },
    settings: [
      ...rules.settings,
      { name: 'robotId', label: 'Robot’s ID', grantKinds: ['client_credentials'], maxLength: 30, shapes: [number] },
    ],
  };
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

export const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A right file, with these members changed or, where undefined, taken out. */
export function keyFileText(change: Record<string, unknown> = {}): string {
  const file = {
    type: 'robot',
    project: 'reports-1042',
    private_key_id: 'f00dfeed',
    private_key: keyPem,
    email: 'robot@reports-1042.example',
    robot_id: '104200000000000000001',
  };
  return JSON.stringify({ ...file, ...change }, null, 2);
}
