import '#lib/testing/plant-key-file.ts';
import { expect, it } from 'vitest';
import type { GuideStep } from '#lib/providers/index.ts';
import { filled, provider } from '#lib/testing/connection-form.ts';
import type { FormValues } from './form-values.ts';
import { guideSteps, guideValues } from './guide-values.ts';

const robot: FormValues = { ...filled, grantKind: 'client_credentials', clientId: '' };
const said = (copies: GuideStep['copies'], values: FormValues, more: Partial<GuideStep> = {}) =>
  guideValues(provider, { id: 'step', ...(copies ? { copies } : {}), ...more }, values);

it('says what stands in the form, and what will fill in the rest', () => {
  expect(said(['clientId', 'settings.robotId', 'senderAddress', 'redirectUrl'], robot)).toEqual([
    { name: 'clientId', text: null, isInKey: true },
    { name: 'settings.robotId', text: null, isInKey: true },
    { name: 'senderAddress', text: 'reports@contoso.example', isInKey: false },
    { name: 'redirectUrl', text: provider.redirectUrl, isInKey: false },
  ]);
  const settings = { ...robot.settings, robotId: ' 1042 ' };
  expect(said(['settings.robotId'], { ...robot, settings })).toMatchObject([{ text: '1042' }]);
  expect(said(['clientId'], { ...filled, clientId: '' })).toEqual([{ name: 'clientId', text: null, isInKey: false }]);
});

it('lists the scopes of this grant and way of sending, those under Advanced where they were changed', () => {
  const scopes = (values: FormValues, more?: Partial<GuideStep>) => said(['scopes'], values, more)[0]?.text;
  expect(scopes(filled)).toBe('openid,profile,offline_access,Mail.Send');
  expect(scopes({ ...filled, transport: 'smtp' }, { scopeSeparator: ' ' })).toBe(
    'openid profile offline_access SMTP.Send',
  );
  expect(scopes({ ...filled, overrides: { scopes: 'one\n two\n' } })).toBe('one,two');
});

it('never holds a secret, even where a step asks for it', () => {
  expect(said(['clientSecret'], { ...filled, clientSecret: 'abc~DEF' })).toMatchObject([{ text: null }]);
  expect(said(undefined, filled)).toEqual([]);
});

it('leads through the steps of what was chosen alone: the secret, or the certificate', () => {
  const guide: GuideStep[] = [
    { id: 'all' },
    { id: 'person', grantKinds: ['authorization_code'] },
    { id: 'graph', transports: ['graph'] },
    { id: 'secret', choice: { setting: 'clientAuthentication', value: 'secret' } },
    { id: 'certificate', choice: { setting: 'clientAuthentication', value: 'certificate' } },
  ];
  const stepsFor = (values: FormValues) => guideSteps({ ...provider, guide }, values).map(({ id }) => id);
  expect(stepsFor(filled)).toEqual(['all', 'person', 'graph', 'secret']);
  const settings = { ...filled.settings, clientAuthentication: 'certificate' };
  expect(stepsFor({ ...robot, transport: 'smtp', settings })).toEqual(['all', 'certificate']);
});
