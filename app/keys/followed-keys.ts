import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { EnvironmentError } from '../environment';
import type { KeyRing } from './key-ring';

/** Milliseconds until it is read again. */
const FOLLOW_EVERY = 60_000;
/** Milliseconds between attempts while the first one has not succeeded. */
const RETRY_AFTER = 500;
/** Milliseconds for all attempts of a start: less than the ten seconds that Fastify gives it. */
const START_LIMIT = 8_000;

export interface Pace {
  readonly followEvery: number;
  readonly retryAfter: number;
  readonly startLimit: number;
}

const USUAL: Pace = {
  followEvery: FOLLOW_EVERY,
  retryAfter: RETRY_AFTER,
  startLimit: START_LIMIT,
};

/**
 * A key ring that is kept elsewhere and followed: a key that is put in, or taken out, is known to every
 * server within some two minutes, and none is started anew for it. If the ring can't be read any more, or
 * is broken, the last good one stays in use.
 */
export class FollowedKeys {
  readonly #name: string;
  readonly #read: () => Promise<string>;
  readonly #parse: (text: string) => KeyRing;
  readonly #log: Pick<FastifyBaseLogger, 'info' | 'warn'>;
  readonly #pace: Pace;
  readonly #closing = new AbortController();
  readonly #loaded: Promise<void>;
  #text: string | null = null;
  #ring: KeyRing | null = null;

  /**
   * @param name where the ring is, for people
   * @param read gives the ring's text; asked again and again
   */
  constructor(
    name: string,
    read: () => Promise<string>,
    parse: (text: string) => KeyRing,
    log: Pick<FastifyBaseLogger, 'info' | 'warn'>,
    pace = USUAL,
  ) {
    this.#name = name;
    this.#read = read;
    this.#parse = parse;
    this.#log = log;
    this.#pace = pace;
    this.#loaded = this.#begin();
    // Whoever asks by `loaded` hears of it: nobody may ask yet.
    this.#loaded.catch(() => {});
  }

  get ring(): KeyRing {
    if (this.#ring === null) throw new Error('The key ring is not loaded yet');
    return this.#ring;
  }

  loaded(): Promise<void> {
    return this.#loaded;
  }

  close(): void {
    this.#closing.abort();
  }

  async #begin(): Promise<void> {
    const deadline = performance.now() + this.#pace.startLimit;
    for (;;) {
      try {
        await this.#refresh();
        void this.#follow();
        return;
      } catch (error) {
        if (performance.now() + this.#pace.retryAfter > deadline || this.#closing.signal.aborted) {
          throw new EnvironmentError([`the key ring of ${this.#name} ${reason(error)}`]);
        }
      }
      await this.#pause(this.#pace.retryAfter, true);
    }
  }

  async #follow(): Promise<void> {
    let failures = 0;
    for (;;) {
      // Not all servers at the same moment.
      await this.#pause(this.#pace.followEvery * (0.75 + Math.random() / 2), false);
      if (this.#closing.signal.aborted) return;
      try {
        await this.#refresh();
        if (failures > 0) this.#log.info('the key ring can be read again');
        failures = 0;
      } catch (error) {
        // Once an outage, not once an attempt.
        if (failures++ === 0) {
          this.#log.warn(
            { err: error },
            `the last good key ring stays in use: that of ${this.#name} ${reason(error)}`,
          );
        }
      }
    }
  }

  async #refresh(): Promise<void> {
    const text = await this.#read();
    if (text === this.#text) return;
    const ring = this.#parse(text);
    const before = this.#ring;
    this.#ring = ring;
    this.#text = text;
    const kids = ring.keys.map(({ kid }) => kid);
    this.#log.info({ keys: kids }, 'the key ring is loaded');
    if (before !== null) this.#warnOfHaste(before, ring);
  }

  /** What a server makes with a key that another one doesn't know yet is nothing there: visitors lose sessions. */
  #warnOfHaste(before: KeyRing, ring: KeyRing): void {
    const allKnowBy = Date.now() + 2 * this.#pace.followEvery;
    for (const { kid, begins } of ring.keys) {
      if (
        before.named(kid) === undefined &&
        begins < allKnowBy &&
        kid === ring.current(allKnowBy).kid
      ) {
        this.#log.warn(
          `the new key "${kid}" begins before all servers know it: name a key for some minutes ahead`,
        );
      }
    }
  }

  /** @param ref whether the process goes on for it: a server that begins has nothing else to go on for */
  async #pause(milliseconds: number, ref: boolean): Promise<void> {
    const { signal } = this.#closing;
    await delay(milliseconds, undefined, { signal, ref }).catch(() => {});
  }
}

/** Completes "the key ring of X …". */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return `can not be read: ${String(error)}`;
  return error.name === 'KeyRingError' ? error.message : `can not be read: ${error.message}`;
}
