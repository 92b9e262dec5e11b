import { setTimeout as delay } from 'node:timers/promises';
import { nameOf, type Address } from './address';
import type { ConnectionOptions } from './connection';
import { HashRing } from './hash-ring';
import { MemcachedNode, type Log } from './node';

export interface MemcachedConfig {
  readonly nodes: readonly Address[];
  /** Default: false. */
  readonly tls?: ConnectionOptions['tls'];
  /** A command that takes longer is refused, and the connection made anew. Default: 110. */
  readonly timeout?: number;
}

/**
 * Milliseconds: with it a request is refused within 250 ms, though a change takes two commands, one after
 * the other. Memcached itself takes less than one.
 */
export const COMMAND_TIMEOUT = 110;

/**
 * All nodes of a Memcached. They don't know of each other: what is kept where is decided here, by
 * consistent hashing.
 */
export class Memcached {
  /** Milliseconds that a command may take. */
  readonly timeout: number;
  readonly #nodes: readonly MemcachedNode[];
  readonly #ring: HashRing;

  /** Begins to connect, and goes on by itself. */
  constructor({ nodes, tls = false, timeout = COMMAND_TIMEOUT }: MemcachedConfig, log: Log) {
    this.timeout = timeout;
    this.#nodes = nodes.map((address) => new MemcachedNode(address, { tls, timeout }, log));
    this.#ring = new HashRing(nodes.map(nameOf));
  }

  /**
   * The node that keeps what belongs to `place`, up or down: no other one knows of it. To ask another while
   * it is away would find nothing, and forget the answer when it is back.
   */
  nodeOf(place: string): MemcachedNode {
    return this.#nodes[this.#ring.ownerOf(place)]!;
  }

  /**
   * The node of the place, or while that is down the next one along the ring: for what may be lost, but
   * must not fail.
   */
  nodeOrSubstituteOf(place: string): MemcachedNode {
    const node = this.nodeOf(place);
    if (node.isUp) return node;
    const substitute = this.#ring.from(place).find((index) => this.#nodes[index]!.isUp);
    return substitute === undefined ? node : this.#nodes[substitute]!;
  }

  /** Resolves with whether all nodes are connected, by then or within the time. */
  async ready(milliseconds: number): Promise<boolean> {
    const over = new AbortController();
    const timeout = delay(milliseconds, false, { signal: over.signal }).catch(() => false);
    const all = Promise.all(this.#nodes.map((node) => node.connected)).then(() => true);
    try {
      return await Promise.race([all, timeout]);
    } finally {
      over.abort();
    }
  }

  /** Lets the commands under way finish. */
  async close(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.close()));
  }
}
