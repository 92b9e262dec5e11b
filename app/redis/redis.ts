import type { FastifyBaseLogger } from 'fastify';
import { Cluster } from './cluster';
import { urlCredentials, type CredentialsProvider } from './credentials';
import { Primary } from './primary';

/** Redis, as a server of this app needs it: quick, or quickly an error. */
export interface Redis {
  /**
   * Sends one command. Commands of the same turn of the event loop share a packet.
   * @returns Redis's answer in RESP 2: text, whole numbers, null and lists of these
   * @typeParam Reply what Redis answers to this command
   * @throws StoreUnavailableError nobody answered: a write may or may not have happened
   * @throws ErrorReply Redis refused the command
   */
  command<Reply>(args: readonly string[]): Promise<Reply>;
  /** Resolves with whether it is connected, by then or within the time. */
  ready(milliseconds: number): Promise<boolean>;
  /** Lets the commands under way finish. */
  close(): Promise<void>;
}

export interface RedisConfig {
  /** redis:// or rediss://[user[:password]@]host:port; of a cluster its configuration endpoint, or any node */
  url: string;
  /** Whether the keys are spread over several primaries (cluster mode). Default: false. */
  cluster?: boolean;
  /** `iam`: the URL's user signs in by a token of IAM. */
  auth: 'password' | 'iam';
  /** Milliseconds: a command that takes longer is refused, and the connection made anew. Default: 180. */
  timeout?: number;
  /** The replication group that the token is signed for, and where that is. */
  iamCache: string;
  region: string;
}

export type Log = Pick<FastifyBaseLogger, 'info' | 'warn'>;

/** Milliseconds: with it a request is refused within 250 ms. Redis itself takes less than one. */
export const COMMAND_TIMEOUT = 180;

/**
 * Begins to connect, and goes on by itself. The AWS parts are loaded only where they are asked for: a
 * start without them stays quick.
 */
export function createRedis(config: RedisConfig, log: Log): Redis {
  const url = new URL(config.url);
  const credentials = config.auth === 'iam' ? loadedLater(config, url) : urlCredentials(url);
  const timeout = config.timeout ?? COMMAND_TIMEOUT;
  return config.cluster
    ? new Cluster(url, timeout, credentials, log)
    : new Primary(url, timeout, credentials, log);
}

function loadedLater({ iamCache, region }: RedisConfig, url: URL): CredentialsProvider {
  let provider: CredentialsProvider | undefined;
  return async () => {
    const { iamCredentials } = await import('./iam-credentials');
    provider ??= iamCredentials(decodeURIComponent(url.username), iamCache, region);
    return provider();
  };
}
