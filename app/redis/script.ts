import { hash } from 'node:crypto';
import { ErrorReply } from '@redis/client/dist/lib/errors';
import type { Redis } from './redis';

/** A Lua script: one atomic step in Redis. */
export class Script {
  readonly #sha1: string;

  constructor(readonly source: string) {
    this.#sha1 = hash('sha1', source);
  }

  /**
   * Runs it by its hash, in one round trip. A Redis that was restarted, or a replica that became the
   * primary, may not know the script any more: it gets the whole text once.
   * @param args the number of keys, the keys, the other arguments
   * @throws StoreUnavailableError
   */
  async run<Reply>(redis: Redis, args: readonly string[]): Promise<Reply> {
    try {
      return await redis.command<Reply>(['EVALSHA', this.#sha1, ...args]);
    } catch (error) {
      if (!(error instanceof ErrorReply && error.message.startsWith('NOSCRIPT'))) throw error;
      return redis.command<Reply>(['EVAL', this.source, ...args]);
    }
  }
}
