import { spawn } from 'node:child_process';
import { cp, readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '../../lib/local/processes/free-port';
import type * as LocalServices from '../../lib/local/services';
import { waitFor } from '../../lib/local/processes/wait-for';
import { absentFrom } from '../create/things';
import { canLint, lint } from '../infra/cfn-lint';
import type { Template } from '../infra/templates';
import { answersOf, coveringSet, type Row } from './covering-set';
import { projectsIn } from './matrix-project';
import { bareEnvironment, run } from './run';
import { startServer } from './server';
import { differences } from './template-lines';

const minutes = 60_000;

/**
 * Each session store once, signed tokens with and without a database, each database twice. Redis with
 * PostgreSQL is what `generated-project.test.ts` installs and runs.
 */
const wholly = [
  'valkey-aurora',
  'memcached-none',
  'database-postgres',
  'jwt-none',
  'jwt-aurora',
  'cookie-postgres',
];

const stacks = ['dev', 'prod'].flatMap((environment) =>
  ['data', 'network', 'web'].map((stack) => `${environment}-${stack}`),
);

/** The templates of the projects so far, by `project/file`: the first is what the others differ from. */
const templates = new Map<string, Template>();

/** Without what differs in every release or between any two projects: asset hashes and the name. */
function inGeneral(text: string, name: string): Template {
  const names = new RegExp(name.replace('-', '[-_]'), 'g');
  return JSON.parse(text.replaceAll(/[0-9a-f]{64}/g, 'ASSET').replaceAll(names, 'app'));
}

const projects = projectsIn('matrix');

beforeAll(() => projects.build());
afterAll(() => projects.remove());

test('every pair of the values of two options is in a project', () => {
  const options = ['session', 'database', 'domain', 'ci'] as const;
  const values = (option: keyof Row) => [...new Set(coveringSet.map((row) => row[option]))];
  for (const [index, one] of options.entries()) {
    for (const other of options.slice(index + 1)) {
      for (const a of values(one)) {
        for (const b of values(other)) {
          if (a === 'database' && b === 'none') continue;
          const rows = coveringSet.filter((row) => row[one] === a && row[other] === b);
          expect([one, a, other, b, rows.length > 0]).toEqual([one, a, other, b, true]);
        }
      }
    }
  }
});

test('the projects that run all of their tests have every store and every database', () => {
  const run = coveringSet.filter(({ name }) => [...wholly, 'redis-postgres'].includes(name));
  for (const option of ['session', 'database'] as const) {
    const values = (some: readonly Row[]) => new Set(some.map((row) => row[option]));
    expect(values(run)).toEqual(values(coveringSet));
  }
});

describe.each(coveringSet)('$name', (row) => {
  const { database } = row;
  const own = [...stacks, ...(row.ci === 'github' ? ['ci'] : [])];
  let project: string;
  /** A tool of the project, as its scripts run it. */
  const tool = (...command: string[]) =>
    run('npm', ['exec', '--no', '--', ...command], { cwd: project });

  beforeAll(async () => {
    project = await projects.make(row.name, answersOf(row));
  });

  afterAll(() => rm(project, { recursive: true, force: true, maxRetries: 5 }));

  test(
    'passes its own check of types and lint, and synthesizes each stack of both environments',
    async () => {
      await Promise.all([tool('tsc'), tool('oxlint'), tool('cdk', 'synth', '--quiet')]);
      const files = await readdir(path.join(project, 'cdk.out'));
      expect(files.filter((file) => file.endsWith('.template.json')).toSorted()).toEqual(
        own.map((stack) => `${stack}.template.json`).toSorted(),
      );
      const read = async (file: string) => readFile(path.join(project, 'cdk.out', file), 'utf8');
      const texts = files.filter((file) => /\.(?:template|assets)\.json$/.test(file)).map(read);
      const text = (await Promise.all(texts)).join('\n');
      const traces = absentFrom(row).flatMap(({ name: thing, words }) =>
        text.split('\n').flatMap((line) => (words.test(line) ? [`${thing}: ${line.trim()}`] : [])),
      );
      expect(traces).toEqual([]);

      for (const file of files.filter((name) => name.endsWith('.template.json')).toSorted()) {
        templates.set(`${row.name}/${file}`, inGeneral(await read(file), row.name));
      }
    },
    5 * minutes,
  );

  test.each(own)(
    'has a stack %s that differs from that of the first project in just this',
    (stack) => {
      const file = `${stack}.template.json`;
      const template = templates.get(`${row.name}/${file}`)!;
      const first = templates.get(`${coveringSet[0]!.name}/${file}`)!;
      // The tests of the stacks keep an environment's whole templates; this one is kept nowhere else.
      const base = stack === 'ci' && template === first ? { Resources: {} } : first;
      expect(`\n${differences(base, template).join('\n')}\n`).toMatchSnapshot();
    },
  );

  (canLint ? test : test.skip)('has templates in which cfn-lint finds nothing', () => {
    const files = own.map((stack) => path.join(project, `cdk.out/${stack}.template.json`));
    // oxlint-disable-next-line jest/no-standalone-expect
    expect(lint(files)).toEqual([]);
  });

  test(
    'bundles into a folder that runs by itself',
    async () => {
      await run('npm', ['run', 'build'], { cwd: project });
      const bundle = path.join(project, 'dist/elsewhere');
      await cp(path.join(project, 'dist/app'), bundle, { recursive: true });
      const { startServices }: typeof LocalServices = await import(
        path.join(project, 'lib/local/services')
      );
      // Not those that other tests of this run have started: their database has another project's schema.
      const services = await startServices({
        root: project,
        ephemeral: true,
        environment: bareEnvironment(),
      });
      try {
        const environment = { ...services.environment, PUBLIC_URL: 'http://localhost:3000' };
        if (database !== 'none') {
          const env = bareEnvironment(environment);
          await run(process.execPath, ['server.js', 'migrate'], { cwd: bundle, env });
        }
        const server = await startServer(bundle, environment);
        try {
          const address = `http://127.0.0.1:${server.port}`;
          expect((await fetch(`${address}/livez`)).status).toBe(200);
          expect(await count(address)).toEqual([1, 2]);
        } finally {
          await server.stop();
        }
      } finally {
        await services.stop();
      }
    },
    5 * minutes,
  );
});

describe.each(coveringSet.filter(({ name }) => wholly.includes(name)))('$name', (row) => {
  let project: string;

  beforeAll(async () => {
    project = await projects.make(row.name, answersOf(row));
  });

  afterAll(() => rm(project, { recursive: true, force: true, maxRetries: 5 }));

  test(
    'passes all of its tests',
    async () => {
      // As at a developer's first run, which writes the snapshots of the stacks.
      const { stderr, seconds } = await run('npm', ['test', '--', '--ci=false'], { cwd: project });
      expect(stderr).toMatch(/Tests: .*\d+ passed/);
      expect(stderr).not.toMatch(/obsolete/);
      console.log(`npm test of ${row.name}: ${seconds.toFixed(0)} s`);
    },
    10 * minutes,
  );

  test(
    'runs on this machine by npm run dev',
    async () => {
      const port = await freePort();
      const child = spawn('npm', ['run', 'dev'], {
        cwd: project,
        env: bareEnvironment({ PORT: String(port) }),
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => (output += text));
      }
      const ended = new Promise((resolve) => child.once('close', resolve));
      try {
        const address = `http://127.0.0.1:${port}`;
        const answers = () =>
          fetch(address).then(
            ({ ok }) => ok || undefined,
            () => undefined,
          );
        await waitFor(answers, minutes);
        expect(await count(address)).toEqual([1, 2]);
      } catch (error) {
        throw new Error(output, { cause: error });
      } finally {
        // As Ctrl-C does: to all processes of the terminal.
        process.kill(-child.pid!, 'SIGINT');
        await ended;
      }
    },
    5 * minutes,
  );
});

/** Counts twice in one session, as a program that keeps its cookie. */
async function count(address: string): Promise<number[]> {
  let cookie = '';
  const counts: number[] = [];
  for (let request = 0; request < 2; request++) {
    const response = await fetch(`${address}/counter`, {
      method: 'POST',
      headers: { accept: 'application/json', 'sec-fetch-site': 'same-origin', cookie },
    });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    const { counter } = (await response.json()) as { counter: number };
    counts.push(counter);
  }
  return counts;
}
