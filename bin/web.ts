// The web server. `next start` would cut off, when it is stopped, the work of callers who no longer wait.
import { setTimeout as pause } from 'node:timers/promises';
import next from 'next';
import { config } from '#lib/config/index.ts';
// Past the faces of lib/db and lib/http: Prisma, Auth.js and the routes are loaded by Next, and not a second time here.
import { startHearing } from '#lib/db/hearing.ts';
import { storedWithin } from '#lib/db/unstored.ts';
import { doAtEnd } from '#lib/http/at-end.ts';
import { frontDoor } from '#lib/http/front-door.ts';
import { log } from '#lib/log/index.ts';
import { drainingServer } from './start/draining-server.ts';
import { gracePeriodMs } from './start/grace-period.ts';

/** For saying what was left undone and hanging up, before the start loses its patience. */
const lastWordsMs = 5_000;
const port = Number(process.env.PORT || 3000);
const hostname = process.env.HOST || 'localhost';

const app = next({ dev: false, hostname, port });
await app.prepare();
const hearing = startHearing();
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

async function stopHearing(): Promise<void> {
  await (await hearing).stop();
}

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  const finishMs = gracePeriodMs - lastWordsMs;
  if (!(await storedWithin(finishMs, drain()))) {
    log().error(
      { finishMs },
      'stopped before everything was answered and stored: the intents on record say what is lost',
    );
  }
  await Promise.race([Promise.all([doAtEnd().then(() => app.close()), stopHearing()]), pause(lastWordsMs / 2)]);
  // The pipe to the start stays open; nothing of ours is left to do.
  process.exit(0);
}
