import { setTimeout as delay } from 'node:timers/promises';
import { ErrorReply } from '@redis/client/dist/lib/errors';
import { StoreUnavailableError } from '../session/errors';
import { Connection } from './connection';
import type { CredentialsProvider } from './credentials';
import { FAILOVER_PATIENCE, Primary } from './primary';
import type { Log, Redis } from './redis';
import {
  redirectionIn,
  slotRanges,
  type Address,
  type ClusterSlots,
  type SlotRange,
} from './slot-map';
import { SLOTS, keyOf, slotOf } from './slots';

/** Milliseconds between two looks at the map while something is wrong with it, at most. */
const LONGEST_PAUSE = 200;
/** A stale map may send to a node whose slot is on its way to the next: MOVED, then ASK. */
const MOST_REDIRECTIONS = 2;
/** Older than CLUSTER SHARDS, and known to every Redis and Valkey. */
const QUESTION = ['CLUSTER', 'SLOTS'];

/**
 * A Redis cluster: every key belongs to a slot, every slot to one primary. A command goes to the primary
 * of its key, each of which fails fast by itself: where one is away its slots are refused at once, and the
 * others go on.
 *
 * The map of the slots is asked for anew when there is reason for doubt: a connection lost, a command
 * refused or redirected; and again, until all primaries on it are connected. So a failover is found
 * whether requests come or not. A redirection doesn't wait for the map: the node it names has the key.
 *
 * With `cluster-require-full-coverage yes` the nodes themselves refuse everything while one shard is away;
 * ElastiCache's default is `no`.
 */
export class Cluster implements Redis {
  readonly #seed: URL;
  readonly #timeout: number;
  readonly #credentials: CredentialsProvider;
  readonly #log: Log;
  /** By host and port. */
  readonly #primaries = new Map<string, Primary>();
  /** By slot. */
  #owners: (Primary | undefined)[] = [];
  readonly #closing = new AbortController();
  #doubt = () => {};

  /** @param seed the configuration endpoint, or any node: asked where no primary is connected */
  constructor(seed: URL, timeout: number, credentials: CredentialsProvider, log: Log) {
    this.#seed = seed;
    this.#timeout = timeout;
    this.#credentials = credentials;
    this.#log = log;
    void this.#stayCurrent();
  }

  async command<Reply>(args: readonly string[]): Promise<Reply> {
    const owner = this.#owners[slotOf(keyOf(args))];
    if (owner === undefined) {
      this.#doubt();
      throw new StoreUnavailableError();
    }
    try {
      return await owner.command<Reply>(args);
    } catch (error) {
      return this.#follow<Reply>(error, owner, args);
    }
  }

  /** Resolves with whether there is a map and all primaries on it are connected. Asked at a start only. */
  async ready(milliseconds: number): Promise<boolean> {
    const deadline = performance.now() + milliseconds;
    while (!this.#isWhole && performance.now() < deadline) await delay(10);
    return this.#isWhole;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#doubt();
    await Promise.all([...this.#primaries.values()].map((primary) => primary.close()));
  }

  /**
   * Sends a command that was redirected, and so did not happen, to the node that the redirection names.
   * @param error of the node that was asked; thrown again if it is something else
   */
  async #follow<Reply>(
    error: unknown,
    asked: Primary,
    args: readonly string[],
    deadline = performance.now() + FAILOVER_PATIENCE,
    redirections = 1,
  ): Promise<Reply> {
    const redirection =
      error instanceof ErrorReply ? redirectionIn(error.message, asked.url.hostname) : null;
    if (redirection !== null || error instanceof StoreUnavailableError) this.#doubt();
    if (redirection === null) throw error;
    if (redirections > MOST_REDIRECTIONS) throw new StoreUnavailableError(error);
    const { kind, slot, to } = redirection;
    const primary = this.#primaryAt(to);
    if (kind === 'MOVED') this.#owners[slot] = primary;
    try {
      return await primary.resend<Reply>(args, deadline, kind === 'ASK');
    } catch (next) {
      return this.#follow<Reply>(next, primary, args, deadline, redirections + 1);
    }
  }

  #primaryAt({ host, port }: Address): Primary {
    const url = new URL(this.#seed);
    url.hostname = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
    url.port = String(port);
    let primary = this.#primaries.get(url.host);
    if (primary === undefined) {
      const onLost = () => this.#doubt();
      primary = new Primary(url, this.#timeout, this.#credentials, this.#log, onLost);
      this.#primaries.set(url.host, primary);
    }
    return primary;
  }

  get #isWhole(): boolean {
    const primaries = [...this.#primaries.values()];
    return primaries.length > 0 && primaries.every((primary) => primary.isConnected);
  }

  async #stayCurrent(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted;) {
      const doubted = new Promise<void>((resolve) => {
        this.#doubt = resolve;
      });
      try {
        const ranges = await this.#askForMap();
        if (signal.aborted) return;
        if (ranges.length === 0) throw new Error('No slot of the cluster has a node');
        this.#take(ranges);
        failures = 0;
      } catch (error) {
        // Once an outage, not once an attempt.
        if (failures++ === 0 && !signal.aborted) {
          this.#log.warn({ redis: this.#seed.host, err: error }, 'the cluster has no map to give');
        }
      }
      const pause = LONGEST_PAUSE * (0.5 + Math.random() / 2);
      await delay(pause, undefined, { signal }).catch(() => {});
      if (failures === 0 && this.#isWhole && !signal.aborted) await doubted;
    }
  }

  /**
   * Any primary will do, another each time: one that is cut off from the others has an old map, and knows
   * nothing of it.
   */
  async #askForMap(): Promise<SlotRange[]> {
    const connected = [...this.#primaries.values()].filter((primary) => primary.isConnected);
    const asked = connected[Math.floor(Math.random() * connected.length)];
    if (asked !== undefined) {
      try {
        return slotRanges(await asked.command<ClusterSlots>(QUESTION), asked.url.hostname);
      } catch {
        // The configuration endpoint may know another one.
      }
    }
    const connection = await Connection.open(
      this.#seed,
      this.#timeout,
      this.#credentials,
      'primary or replica',
    );
    try {
      return slotRanges(await connection.command<ClusterSlots>(QUESTION), this.#seed.hostname);
    } finally {
      connection.close();
    }
  }

  #take(ranges: readonly SlotRange[]): void {
    const owners = Array.from<Primary | undefined>({ length: SLOTS });
    for (const { first, last, primary } of ranges) {
      owners.fill(this.#primaryAt(primary), first, last + 1);
    }
    this.#owners = owners;
    const current = new Set(owners);
    for (const [address, primary] of this.#primaries) {
      if (current.has(primary)) continue;
      this.#primaries.delete(address);
      void primary.close();
    }
  }
}
