import type { FaultBoard, Situation } from './fault-board.ts';
import { pauseMs } from './pause.ts';

/** Takes a message over SMTP the way the traffic's faults say: late, or with the connection cut before or after the work. */
export async function throughSmtpFaults(
  faults: FaultBoard,
  at: Situation,
  hangUp: () => void,
  work: () => Promise<string>,
): Promise<string> {
  await pauseMs(faults.strike('slow', at)?.ms);
  if (faults.strike('drop-before', at)) return silence(hangUp);
  const said = await work();
  return faults.strike('drop-after', at) ? silence(hangUp) : said;
}

/** Ends the connection; the reply that never comes is waited for by nobody. */
function silence(hangUp: () => void): Promise<string> {
  hangUp();
  return new Promise(() => undefined);
}
