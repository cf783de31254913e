import type { Message, Reply } from './message.ts';

/** Does what the parent says, all at once; ends with the parent. What only a preload understands it leaves to that. */
export function listen<Told = Message>(work: (message: Told) => Promise<unknown>): void {
  const answer = (reply: Reply) => process.connected && process.send?.(reply);
  process.on('message', ({ id, message }: { id: number; message: Told }) => {
    work(message).then(
      (done) => answer({ id, answer: done }),
      (error: unknown) =>
        answer({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
}
