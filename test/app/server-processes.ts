import { type DataForTest, createData } from './data-for-test';
import { ServerProcess } from './server-process';

/** Server processes of one `describe`, on data of their own. Whatever a test leaves running is killed after it. */
export class ServerProcesses {
  readonly #running: ServerProcess[] = [];
  #data: DataForTest | undefined;

  constructor() {
    beforeAll(async () => {
      this.#data = await createData();
    });
    afterEach(async () => {
      for (const server of this.#running) server.signal('SIGKILL');
      await Promise.all(this.#running.splice(0).map((server) => server.exited));
    });
    afterAll(() => this.#data?.drop());
  }

  get data(): DataForTest {
    if (!this.#data) throw new Error('Only within a test');
    return this.#data;
  }

  /** Resolves when it answers. */
  async start(environment: Record<string, string> = {}): Promise<ServerProcess> {
    const server = await ServerProcess.start({
      ...this.data.environment,
      TRUSTED_PROXIES: '1',
      ...environment,
    });
    this.#running.push(server);
    return server;
  }
}
