import { Refusal } from './refusal.ts';

/** Ctrl-C sends one signal through the terminal and another through npm: within this time they are one. */
const sameKeyPressMs = 1_000;

type Stoppable = {
  stop: () => Promise<void>;
  /** Ends it at once, for who asks a second time. */
  hurry: () => void;
};

/**
 * What has been started, and the wish to stop. Things stop one after the other, the last started first, so that nobody
 * loses what it still needs.
 */
export class Life {
  /** Aborted when a person or the death of a part ends the run. */
  readonly signal: AbortSignal;
  readonly #ending = new AbortController();
  readonly #started: Stoppable[] = [];
  #stopping: Stoppable | undefined;
  #askedAt = 0;

  constructor() {
    this.signal = this.#ending.signal;
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => this.#asked());
  }

  /** Ends the run as a person would. */
  end(): void {
    this.#ending.abort(new Ended());
  }

  /** Remembers how to stop something that now runs. */
  add(thing: Stoppable): void {
    this.#started.push(thing);
  }

  /** Ends the run because a part of it is gone; nothing new when it is ending anyway. */
  lost(what: string, lastWords = ''): void {
    if (!this.signal.aborted)
      this.#ending.abort(new Refusal(`${lastWords}\n\nThe ${what}, so everything is stopped.`.trim()));
  }

  /** Work that is worth waiting for only until the end has come. */
  async unlessOver<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.over().then(() => Promise.reject(new Ended()))]);
  }

  /** Resolves when a person asked to stop; rejects when a part was lost. */
  async over(): Promise<void> {
    if (!this.signal.aborted) {
      await new Promise<void>((resolve) => this.signal.addEventListener('abort', () => resolve(), { once: true }));
    }
    if (this.signal.reason instanceof Refusal) throw this.signal.reason;
  }

  /** Whether there is anything to stop. */
  get runs(): boolean {
    return this.#started.length > 0;
  }

  /** Stops everything that was started, in turn. */
  async stopAll(): Promise<void> {
    this.end();
    for (let thing = this.#started.pop(); thing; thing = this.#started.pop()) {
      this.#stopping = thing;
      await thing.stop();
    }
  }

  #asked(): void {
    const now = Date.now();
    if (this.#askedAt === 0) {
      this.#askedAt = now;
      this.end();
    } else if (now - this.#askedAt > sameKeyPressMs) {
      for (const thing of [this.#stopping, ...this.#started]) thing?.hurry();
    }
  }
}

/** A person asked to stop before something was finished. */
export class Ended extends Error {
  override readonly name = 'Ended';
}
