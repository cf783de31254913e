// The web server. `next start` would cut off, when it is stopped, the work of callers who no longer wait.
import next from 'next';
import { config } from '#lib/config/index.ts';
import { allStored } from '#lib/db/unstored.ts';
import { frontDoor } from '#lib/http/front-door.ts';
import { drainingServer } from './start/draining-server.ts';
import { gracePeriodMs } from './start/grace-period.ts';

const port = Number(process.env.PORT || 3000);
const hostname = process.env.HOST || 'localhost';

const app = next({ dev: false, hostname, port });
await app.prepare();
const handle = app.getRequestHandler();
const isAnswered = frontDoor(config().trustedProxies);

const { server, drain } = drainingServer(async (request, response) => {
  if (isAnswered(request, response)) return;
  try {
    await handle(request, response);
  } catch (error) {
    console.error(error);
    if (!response.headersSent) response.statusCode = 500;
    response.end();
  }
});
server.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
server.listen(port, hostname);

let ending = false;
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => void end());

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  // Also where the start, which would count, is gone.
  setTimeout(() => process.exit(1), gracePeriodMs).unref();
  await drain();
  await allStored();
  await app.close();
  // The pipe to the start stays open; nothing of ours is left to do.
  process.exit(0);
}
