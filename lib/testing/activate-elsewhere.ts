import { activateConnection } from '#lib/connections/index.ts';
import { disconnect } from '#lib/db/index.ts';

/** A process of its own: activates at once what it is told to on its command line, and says how many it did. */
const [ctx, ids] = JSON.parse(process.argv[2] ?? '') as [Parameters<typeof activateConnection>[0], string[]];
const settled = await Promise.allSettled(ids.map((id) => activateConnection(ctx, id)));
process.stdout.write(String(settled.filter(({ status }) => status === 'fulfilled').length));
await disconnect();
