import { TcpProxy } from '../../test/app/network/tcp-proxy';
import type { Store } from './contestants';

/**
 * Counts what a server asks its store for, on the wire: what a script does inside Redis is not asked for,
 * and every statistic of a store counts something else.
 */
export class CommandCounter {
  commands = 0;

  private constructor(
    private readonly network: TcpProxy,
    /** The variables of the environment, with the store's address replaced by this counter's. */
    readonly environment: Record<string, string>,
  ) {}

  /** @param environment where the stores are */
  static async before(
    store: Exclude<Store, 'client'>,
    environment: Record<string, string>,
  ): Promise<CommandCounter> {
    const variable = VARIABLES[store];
    const address = environment[variable]!;
    const count = COUNTS[store];
    let counter: CommandCounter | undefined;
    const network = await TcpProxy.before(portOf(address), (sent) => {
      if (counter) counter.commands += count(sent);
    });
    const proxied = address.replace(/:\d+(?=\/|$)/, `:${network.port}`);
    counter = new CommandCounter(network, { ...environment, [variable]: proxied });
    return counter;
  }

  async stop(): Promise<void> {
    await this.network.close();
  }
}

const VARIABLES = {
  redis: 'REDIS_URL',
  memcached: 'MEMCACHED_ADDRESS',
  postgres: 'DATABASE_URL',
} as const;

/** How many commands begin in what was sent. A session of the benchmark holds nothing that looks like one. */
const COUNTS: Record<keyof typeof VARIABLES, (sent: Buffer) => number> = {
  /** A command in RESP begins with the number of its words, and the first word: `*2\r\n$3\r\nGET\r\n`. */
  redis: (sent) => sent.toString('latin1').split(/\*\d+\r\n\$\d+\r\n[A-Za-z]/).length - 1,
  /** A line that begins with a command's name; a value is JSON. */
  memcached: (sent) =>
    sent
      .toString('latin1')
      .split(/^(?:gets?|gats?|set|add|cas|replace|touch|delete|incr|decr|m[gsda]) /m).length - 1,
  /** A message Query, or Execute of the extended protocol. All are smaller than a packet, and sent whole. */
  postgres(sent) {
    let statements = 0;
    for (let at = 0; at + 5 <= sent.length;) {
      const type = sent[at]!;
      // The first message of a connection has no type: it begins with the high byte of its length.
      const start = type === 0 ? at : at + 1;
      if (type === QUERY || type === EXECUTE) statements++;
      at = start + sent.readInt32BE(start);
    }
    return statements;
  },
};

const QUERY = 'Q'.charCodeAt(0);
const EXECUTE = 'E'.charCodeAt(0);

function portOf(address: string): number {
  const port = /:(\d+)(?=\/|$)/.exec(address)?.[1];
  if (port === undefined) throw new Error(`${address} names no port`);
  return Number(port);
}
