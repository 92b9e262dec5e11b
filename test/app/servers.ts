import { Writable } from 'node:stream';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { readConfig } from '../../app/config';
import { logOptions } from '../../app/log';
import { buildServer } from '../../app/server';
import { type DataForTest, createData } from './data-for-test';
import { storesForTest } from './stores-for-test';

/** Servers of the app in this process, listening, on data of their own. */
export class Servers {
  readonly #running: FastifyInstance[] = [];
  /** What they logged. */
  log = '';

  private constructor(readonly data: DataForTest) {}

  static async open(): Promise<Servers> {
    return new Servers(await createData());
  }

  /**
   * Starts one.
   * @param prepare adds what the test needs, before it listens
   * @returns its URL
   */
  async start(
    environment: Record<string, string> = {},
    prepare: (app: FastifyInstance) => void = () => {},
  ): Promise<string> {
    const config = readConfig({
      HOST: '127.0.0.1',
      PORT: '0',
      PUBLIC_URL: 'http://localhost:8080',
      // Each Browser says its own address, as a load balancer would.
      TRUSTED_PROXIES: '1',
      LOG_LEVEL: 'debug',
      ...storesForTest(),
      ...this.data.environment,
      ...environment,
    });
    const write = (chunk: Buffer, _encoding: unknown, done: () => void) => {
      this.log += chunk.toString();
      done();
    };
    const log = pino(logOptions(config), new Writable({ write }));
    const app = await buildServer(config, log);
    prepare(app);
    this.#running.push(app);
    await app.listen({ port: 0, host: config.HOST });
    return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const app of this.#running) app.server.closeAllConnections();
    await Promise.all(this.#running.map((app) => app.close()));
    await this.data.drop();
  }
}
