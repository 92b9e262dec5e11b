import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KeyRing } from '../../../app/keys/key-ring';
import { keysService } from '../../../lib/local/keys/keys';
import { makeProject, removeProject, REPOSITORY, serviceFolder } from '../project';

let root: string;
beforeEach(() => (root = makeProject()));
afterEach(() => removeProject(root));

const start = (options: { ephemeral?: boolean; environment?: NodeJS.ProcessEnv } = {}) =>
  keysService.start({ root, ephemeral: false, source: undefined, environment: {}, ...options });

test('are a ring that the app takes', async () => {
  const { variable, url } = await start();
  expect(variable).toBe('SESSION_KEYS');
  expect(KeyRing.parse(url).keys.map(({ kid }) => kid)).toEqual(['first']);
});

test('are the same at the next start, and other ones in another project', async () => {
  const { url } = await start();
  expect((await start()).url).toBe(url);
  const other = makeProject();
  const there = await keysService.start({
    root: other,
    ephemeral: false,
    source: undefined,
    environment: {},
  });
  removeProject(other);
  expect(there.url).not.toBe(url);
});

test('are in a file that nobody else can read, and nowhere else', async () => {
  const { url, description } = await start();
  const folder = serviceFolder(root, 'keys');
  expect(readdirSync(folder)).toEqual(['ring.json']);
  const file = join(folder, 'ring.json');
  expect(readFileSync(file, 'utf8')).toBe(url);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(description).toBe('Session keys: .stateless/local/keys/ring.json');
});

test('are made for the run, and kept nowhere, where all is ephemeral', async () => {
  const { url } = await start({ ephemeral: true });
  expect((await start({ ephemeral: true })).url).not.toBe(url);
  expect(readdirSync(root)).not.toContain('.stateless');
});

test('are the given ones, which are not shown', async () => {
  const given = { SESSION_KEYS: (await start({ ephemeral: true })).url };
  const { url, description } = await start({ environment: given });
  expect(url).toBe(given.SESSION_KEYS);
  expect(description).toBe('Session keys: the ones that SESSION_KEYS gives');
});

test('are one ring for commands that begin at the same time', async () => {
  const script = `
    require('tsx/cjs');
    const { keysService } = require(${JSON.stringify(join(REPOSITORY, 'lib/local/keys/keys'))});
    const options = { root: ${JSON.stringify(root)}, ephemeral: false, environment: {} };
    keysService.start(options).then(({ url }) => console.log(url));`;
  const run = promisify(execFile);
  const outputs = await Promise.all(
    Array.from({ length: 4 }, () => run('node', ['-e', script], { cwd: REPOSITORY })),
  );
  expect(new Set(outputs.map(({ stdout }) => stdout)).size).toBe(1);
  expect(readdirSync(serviceFolder(root, 'keys'))).toEqual(['ring.json']);
});
