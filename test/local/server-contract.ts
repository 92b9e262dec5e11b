import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCAL_FOLDER } from '../../lib/local/data-folder';
import { isListening } from '../../lib/local/given-server';
import type { LocalService, RunningService, StartOptions } from '../../lib/local/service';
import { processesWith } from './processes';
import { makeProject, removeProject } from './project';

/** A local server, and what the tests that hold for every one of them need to know of it. */
export interface ServerUnderTest {
  readonly service: LocalService;
  /** The name of its folder in the project, and how that of its temporary ones begins. */
  readonly folder: string;
  /** Has the server at this address keep a text, in the place of what it kept before. */
  keep(url: string, text: string): Promise<void>;
  /** The text that it keeps. */
  kept(url: string): Promise<unknown>;
  /** What it says to who comes with a wrong password. */
  readonly refusal: string;
  /** An address with the password `secret`, where nobody may listen. */
  urlAt(port: number): string;
  /** What to do where no such program is on PATH, in the error. */
  readonly cure: string;
}

/** What is given where the person who runs the tests has set nothing. */
const NOTHING_GIVEN: NodeJS.ProcessEnv = { PATH: process.env['PATH'] };

export function serverContract(server: ServerUnderTest): void {
  const { service } = server;
  const roots: string[] = [];
  const running: RunningService[] = [];

  function newProject(): string {
    const root = makeProject();
    roots.push(root);
    return root;
  }

  const temporaryFolders = () =>
    [...new Set([tmpdir(), '/tmp'])].flatMap((parent) =>
      (existsSync(parent) ? readdirSync(parent) : [])
        .filter((name) => name.startsWith(`${server.folder}-`))
        .map((name) => join(parent, name)),
    );

  async function start(root: string, options: Partial<StartOptions> = {}): Promise<RunningService> {
    const environment = { ...NOTHING_GIVEN, ...options.environment };
    const defaults = { ephemeral: false, source: undefined };
    const started = await service.start({ root, ...defaults, ...options, environment });
    running.push(started);
    return started;
  }

  afterEach(async () => {
    await Promise.all(running.splice(0).map((started) => started.stop()));
    for (const root of roots.splice(0)) removeProject(root);
  });

  test('two projects have one each at the same time, and their data after a restart', async () => {
    const [one, two] = [newProject(), newProject()];
    const [first, second] = await Promise.all([start(one), start(two)]);
    await Promise.all([server.keep(first.url, 'of one'), server.keep(second.url, 'of two')]);
    await Promise.all([first.stop(), second.stop()]);
    expect(processesWith(one)).toEqual([]);

    const [again, also] = await Promise.all([start(one), start(two)]);
    // The same address, so that whoever was connected finds it again.
    expect(again.url).toBe(first.url);
    if (again.description.includes('in memory only')) return;
    expect(await server.kept(again.url)).toBe('of one');
    expect(await server.kept(also.url)).toBe('of two');
  });

  test('two starts in one project share it', async () => {
    const root = newProject();
    const started = await Promise.all([start(root), start(root)]);
    expect(started[0].url).toBe(started[1].url);
    const joined = started.filter(({ description }) => description.includes('already started'));
    expect(joined).toHaveLength(1);
    await server.keep(started[0].url, 'shared');
    expect(await server.kept(started[1].url)).toBe('shared');
  });

  describe('embedded, for tests,', () => {
    const root = makeProject();
    const before = new Set(temporaryFolders());
    let embedded: RunningService;

    beforeAll(async () => {
      embedded = await start(root, { ephemeral: true, source: 'embedded' });
      running.pop(); // It is for all of these tests.
    });
    afterAll(async () => {
      await embedded.stop();
      removeProject(root);
    });

    test('works, and lets nobody in without the password', async () => {
      expect(embedded.description).toContain('embedded');
      await server.keep(embedded.url, 'é');
      expect(await server.kept(embedded.url)).toBe('é');
      const wrong = embedded.url.replace(/:[^:@]+@/, ':wrong@');
      await expect(server.kept(wrong)).rejects.toThrow(server.refusal);
    });

    test('listens on the loopback address alone', async () => {
      const port = Number(new URL(embedded.url).port);
      const others = Object.values(networkInterfaces()).flatMap((addresses) =>
        (addresses ?? []).map(({ address }) => address).filter((one) => one !== '127.0.0.1'),
      );
      expect(await isListening('127.0.0.1', port)).toBe(true);
      for (const address of [...others, '127.0.0.2']) {
        expect([address, await isListening(address, port)]).toEqual([address, false]);
      }
    });

    test('leaves no process and no file behind', async () => {
      // Somebody else may make such folders at the same time: ours are those that go with the server.
      const made = temporaryFolders().filter((folder) => !before.has(folder));
      expect(made.filter((folder) => processesWith(folder).length > 0)).not.toEqual([]);
      await embedded.stop();
      expect(made.filter((folder) => !existsSync(folder))).not.toEqual([]);
      const left = made.filter((folder) => existsSync(folder));
      expect(left.filter((folder) => processesWith(folder).length === 0)).toEqual([]);
      expect(existsSync(join(root, LOCAL_FOLDER))).toBe(false);
    });
  });

  describe('that the environment names', () => {
    test('is taken, and its password not shown', async () => {
      const other = createServer((socket) => socket.end());
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const address = other.address();
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
      const url = server.urlAt(port);
      const given = await start('/nowhere', { environment: { [service.variable]: url } });
      expect(given.url).toBe(url);
      expect(given.description).toBe(
        `${service.name}: the one that ${service.variable} names, ${url.replace('secret', '***')}`,
      );
      other.close();
    });

    test('must be there', async () => {
      const environment = { [service.variable]: server.urlAt(1) };
      await expect(start('/nowhere', { environment })).rejects.toThrow(
        `${service.variable}: nothing answers at 127.0.0.1:1. Start that server, or unset ${service.variable}`,
      );
    });
  });

  test('says what to do where none can be had', async () => {
    const nowhere = { environment: { PATH: '' }, source: 'path' } as const;
    await expect(start('/nowhere', nowhere)).rejects.toThrow(server.cure);
  });
}
