import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { startServices, type Services } from '../../lib/local/services';
import { findBrowser } from './find-browser';
import { listFiles } from './list-files';
import { bareEnvironment, run } from './run';
import { startServer, type RunningServer } from './server';
import { startTlsFront } from './tls-front';
import { openBrowser, signUpAndUse } from './visitor';

const repository = path.resolve(__dirname, '../..');
const minutes = 60_000;

let folder: string;
let project: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'create-stateless-app-'));
  project = path.join(folder, 'my-app');
  await run('npm', ['pack', '--pack-destination', folder], { cwd: repository });
  const [packed] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  // npx asks before it installs; without a terminal it has to be told.
  await run('npx', ['--yes', `./${packed}`, 'my-app', '--yes'], { cwd: folder });
}, 10 * minutes);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a project made by the packed package and installed', () => {
  test('is a repository with everything committed, the lock file too', async () => {
    const status = await run('git', ['status', '--porcelain'], { cwd: project });
    expect(status.stdout).toBe('');
    const files = await run('git', ['ls-files', 'package-lock.json'], { cwd: project });
    expect(files.stdout.trim()).toBe('package-lock.json');
  });

  test(
    'passes its own tests, and they write no snapshot',
    async () => {
      const before = await listFiles(path.join(project, 'test'));
      const { stderr, seconds } = await run('npm', ['test', '--', '--ci'], { cwd: project });
      expect(stderr).toMatch(/Tests: +[\d]+ passed|Tests: .*[\d]+ passed/);
      expect(stderr).not.toMatch(/written|obsolete/);
      expect(await listFiles(path.join(project, 'test'))).toEqual(before);
      console.log(`npm test of a generated project: ${seconds.toFixed(0)} s`);
    },
    10 * minutes,
  );

  test(
    'passes its own check of types, lint and format',
    async () => {
      await run('npm', ['run', 'check'], { cwd: project });
    },
    5 * minutes,
  );

  test(
    'synthesizes with no account and no credentials',
    async () => {
      await run('npx', ['cdk', 'synth', '--quiet'], { cwd: project });
      const templates = (await readdir(path.join(project, 'cdk.out'))).filter((name) =>
        name.endsWith('.template.json'),
      );
      expect(templates.toSorted()).toEqual(
        ['data', 'network', 'web']
          .flatMap((stack) => [`dev-${stack}`, `prod-${stack}`])
          .map((stack) => `${stack}.template.json`)
          .toSorted(),
      );
    },
    5 * minutes,
  );

  const inBrowser = findBrowser() === undefined ? describe.skip : describe;
  inBrowser('its bundle alone, driven by a browser', () => {
    let services: Services;
    let bundle: string;
    let browser: Browser;
    let environment: Record<string, string>;

    beforeAll(async () => {
      await run('npm', ['run', 'build'], { cwd: project });
      bundle = path.join(folder, 'elsewhere');
      await cp(path.join(project, 'dist/app'), bundle, { recursive: true });
      services = await startServices({ root: project, ephemeral: true });
      environment = { ...services.environment };
      browser = await openBrowser();
      await run(process.execPath, ['server.js', 'migrate'], {
        cwd: bundle,
        env: bareEnvironment(environment),
      });
    }, 2 * minutes);

    afterAll(async () => {
      await browser?.close();
      await services?.stop();
    });

    test(
      'over plain HTTP: sign-in works, by a cookie that a browser takes there',
      async () => {
        const server = await startServer(bundle, {
          ...environment,
          PUBLIC_URL: 'http://app.example.test',
        });
        try {
          const page = await (await browser.newContext()).newPage();
          await signUpAndUse(page, `http://127.0.0.1:${server.port}`, 'plain@example.com');
          const cookies = await page.context().cookies();
          expect(cookies).toMatchObject([{ name: 'session', secure: false, httpOnly: true }]);
          expect(server.log.filter((line) => /unencrypted/.test(line))).toHaveLength(1);
        } finally {
          await server.stop();
        }
      },
      5 * minutes,
    );

    test(
      'over HTTPS behind a TLS end: sign-in works, by a __Host- cookie',
      async () => {
        let server: RunningServer | undefined;
        const front = await startTlsFront(() => server?.port ?? 0);
        try {
          server = await startServer(bundle, {
            ...environment,
            PUBLIC_URL: front.url,
            TRUSTED_PROXIES: '1',
          });
          const context = await browser.newContext({ ignoreHTTPSErrors: true });
          const page = await context.newPage();
          await signUpAndUse(page, front.url, 'secure@example.com');
          expect(await context.cookies()).toMatchObject([
            { name: '__Host-session', secure: true, httpOnly: true, sameSite: 'Lax', path: '/' },
          ]);
        } finally {
          front.close();
          await server?.stop();
        }
      },
      5 * minutes,
    );
  });
});
