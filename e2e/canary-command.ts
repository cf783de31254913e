import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAdmin } from '#lib/testing/run-admin.ts';
import type { SecretValue } from './canaries/secrets.ts';
import { type Walk, word } from './canary-journey.ts';
import { atTheOffice } from './canary-passwords.ts';
import { succession } from './canary-succession.ts';
import { dataFolder, demo, productSettings } from './places.ts';
import { expect } from './test.ts';

/** The same by code: secrets of the environment and of a file, and where they do not belong. */
export async function applyByCode(walk: Walk): Promise<{ values: SecretValue[]; sealed: string[] }> {
  const { clientSecret, ...office } = await atTheOffice();
  const proxyPassword = word();
  const proxy = { kind: 'http', host: 'localhost', port: 1, userName: 'by-code', uses: ['authorization'] };
  const whole = {
    ...{ tenant: demo.slug, activate: true, ...office, senderName: 'By code' },
    clientSecret: { env: 'OFFICE_PASSWORD' },
    proxy: { ...proxy, password: { file: 'proxy-password' } },
  };
  const folder = mkdtempSync(join(tmpdir(), 'mailgrant-apply-'));
  const apply = async (text: string) => {
    writeFileSync(join(folder, 'connection.yaml'), text);
    const args = ['connection', 'apply', 'connection.yaml', '--json'];
    const env = { ...productSettings(), INIT_CWD: folder, OFFICE_PASSWORD: clientSecret };
    const { exitCode, stdout, stderr } = await runAdmin(dataFolder(), args, env);
    walk.book.add('output of commands', args.slice(0, 2).join(' '), `${stdout}\n${stderr}`);
    return { exitCode, said: `${stdout}\n${stderr}` };
  };
  try {
    writeFileSync(join(folder, 'proxy-password'), `${proxyPassword}\n`);
    const refused = [
      JSON.stringify({ ...whole, clientSecret, proxy: { ...proxy, password: proxyPassword } }),
      `clientSecret: "${clientSecret}\nproxy: [${proxyPassword}`,
    ];
    for (const text of refused) expect((await apply(text)).exitCode).not.toBe(0);
    const sealed = await succession(walk, async () => {
      const { exitCode, said } = await apply(JSON.stringify(whole));
      expect([exitCode, said]).toEqual([0, expect.stringContaining('"active": true')]);
    });
    return { values: [{ kind: 'proxy password', value: proxyPassword }], sealed };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
