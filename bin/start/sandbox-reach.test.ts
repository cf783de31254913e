import { expect, it } from 'vitest';
import { sandboxReach, systemMailer } from './programs.ts';
import { readSettings } from './settings.ts';

it('lets the product reach every port that the sandbox listens at', () => {
  const settings = readSettings({ SANDBOX_PLAIN_SMTP_PORT: '4026' }, []);
  const ports = Object.entries(settings).filter(([name]) => /^sandbox\w*Port$/.test(name));
  expect(ports).toHaveLength(6);
  expect(sandboxReach(settings).EGRESS_ALLOW?.split(',')).toEqual(
    expect.arrayContaining(ports.map(([, port]) => `localhost:${port}`)),
  );
});

it('lets the worker of the demo write by the sandbox, unless the operator named a mail server', () => {
  const demo = readSettings({ SANDBOX_PLAIN_SMTP_PORT: '4026' }, []);
  expect(systemMailer(demo)).toMatchObject({ SYSTEM_MAIL: 'smtp://localhost:4026' });
  const SYSTEM_MAIL = 'smtps://ops:secret@mail.example.com';
  const SYSTEM_MAIL_FROM = 'mailgrant@example.com';
  expect(systemMailer(readSettings({ SYSTEM_MAIL, SYSTEM_MAIL_FROM }, []))).toEqual({ SYSTEM_MAIL });
  const elsewhere = readSettings({ PUBLIC_URL: 'https://mail.example.com' }, []);
  expect(systemMailer(elsewhere)).toEqual({});
});
