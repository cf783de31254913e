import { expect, it } from 'vitest';
import { sandboxReach } from './programs.ts';
import { readSettings } from './settings.ts';

it('lets the product reach every port that the sandbox listens at', () => {
  const settings = readSettings({ SANDBOX_PLAIN_SMTP_PORT: '4026' }, []);
  const ports = Object.entries(settings).filter(([name]) => /^sandbox\w*Port$/.test(name));
  expect(ports).toHaveLength(6);
  expect(sandboxReach(settings).EGRESS_ALLOW?.split(',')).toEqual(
    expect.arrayContaining(ports.map(([, port]) => `localhost:${port}`)),
  );
});
