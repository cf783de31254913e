import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runSandbox } from '#sandbox/testing/running.ts';
import { newFaultBoard } from './fault-board.ts';

let sandbox: Awaited<ReturnType<typeof runSandbox>>;
beforeAll(async () => {
  sandbox = await runSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.reset());

const post = (path: string, body: unknown) =>
  fetch(`${sandbox.origin}/control/faults${path}`, { method: 'POST', body: JSON.stringify(body) });
const list = async () =>
  (await fetch(`${sandbox.origin}/control/faults`)).json() as Promise<{ id: string; left: number | null }[]>;
const submit = (path: string, fields: Record<string, string>) =>
  fetch(`${sandbox.origin}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

describe('a switch', () => {
  const at = { provider: 'google', surface: 'api', account: 'a@x.example', clientId: 'c' } as const;

  it('strikes as often as asked, or until switched off', () => {
    const board = newFaultBoard();
    board.add({ provider: 'google', kind: 'slow', left: 2 });
    const lasting = board.add({ provider: 'google', kind: 'throttle', left: null });
    expect([1, 2, 3].map(() => board.strike('slow', at) !== undefined)).toEqual([true, true, false]);
    expect([1, 2, 3].map(() => board.strike('throttle', at) !== undefined)).toEqual([true, true, true]);
    expect(board.off(lasting.id)).toBe(true);
    expect(board.strike('throttle', at)).toBeUndefined();
    expect(board.off(lasting.id)).toBe(false);
  });

  it.each([
    { account: 'b@x.example' },
    { clientId: 'd' },
    { surface: 'smtp' as const },
    { place: 'elsewhere' },
    { provider: 'microsoft' as const },
  ])('leaves alone what it is not meant for: %o', (scope) => {
    const board = newFaultBoard();
    board.add({ provider: 'google', kind: 'slow', left: 1, ...scope });
    expect(board.strike('slow', at)).toBeUndefined();
    expect(board.list()).toHaveLength(1);
  });
});

describe('by HTTP', () => {
  it('is set, listed, switched off and cleared', async () => {
    const slow = { provider: 'google', kind: 'slow', ms: 50, count: 3, account: 'REPORTS@northwind.example' };
    const made = await (await post('', slow)).json();
    expect(made).toMatchObject({ id: expect.any(String), left: 3, ms: 50, account: 'reports@northwind.example' });
    await post('', { provider: 'microsoft', kind: 'throttle' });
    expect((await list()).map(({ left }) => left)).toEqual([3, null]);
    expect((await post('/off', { id: (made as { id: string }).id })).status).toBe(200);
    expect(await list()).toHaveLength(1);
    await post('/clear', {});
    expect(await list()).toEqual([]);
  });

  it('says in a sentence what is wrong', async () => {
    const said = async (body: unknown) => ((await (await post('', body)).json()) as { error: string }).error;
    expect(await said({ provider: 'yahoo', kind: 'slow' })).toBe(
      'The field "provider" must be google, microsoft or smtp.',
    );
    expect(await said({ provider: 'microsoft', kind: 'api-disabled' })).toBe(
      'There is no fault "api-disabled" at microsoft.',
    );
    expect(await said({ provider: 'google', kind: 'slow', account: 'a@b.example' })).toMatch(/^There is no account/);
    expect(await said({ provider: 'google', kind: 'slow', count: 0 })).toMatch(/^The count must be/);
    expect(await said({ provider: 'google', kind: 'slow', surface: 'authorize' })).toMatch(/not at authorize/);
    expect((await post('/off', { id: 'x' })).status).toBe(422);
  });

  it('goes with everything else on reset', async () => {
    await post('', { provider: 'google', kind: 'slow' });
    sandbox.control.reset();
    expect(await list()).toEqual([]);
  });
});

describe('on the page', () => {
  it('is switched on and off by forms, and acts say what they did', async () => {
    const page = async (query = ''): Promise<string> => (await fetch(`${sandbox.origin}/faults${query}`)).text();
    expect(await page()).toContain('Nothing is switched on');
    await submit('/faults', { provider: 'google', kind: 'throttle', account: '', seconds: '30', count: '2' });
    expect(await page()).toContain('Retry-After 30 s · 2 more times');
    const [{ id } = { id: '' }] = await list();
    await submit('/faults/off', { provider: 'google', id });
    expect(await page()).toContain('Nothing is switched on');
    const done = await submit('/faults', {
      provider: 'google',
      kind: 'password-changed',
      account: 'dana@northwind.example',
    });
    const answer = await page((done.headers.get('location') ?? '').replace('/faults', ''));
    expect(answer).toContain('Password changed: there was nothing to change.');
    const wrong = await submit('/faults', { provider: 'google', kind: 'slow', ms: 'soon' });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('NaN is not a number from 1 to 3600000.');
  });

  it('shows both providers’ own', async () => {
    const text = async (provider: string) => (await fetch(`${sandbox.origin}/faults?provider=${provider}`)).text();
    expect(await text('google')).toContain('101st refresh token');
    expect(await text('microsoft')).toContain('Conditional Access blocks');
    expect(await text('microsoft')).not.toContain('101st refresh token');
  });
});
