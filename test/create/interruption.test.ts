import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { defaultProject } from './default-project';
import { emptyFolder, filesIn } from './folder';
import { ended, startCli } from './run-cli';
import { withStandIn } from './stand-in';

/** Milliseconds after the start, before, during and after the writing. */
const moments = Array.from({ length: 16 }, (_, index) => index * 12);

test.each(moments)('Ctrl-C after %i ms leaves all or nothing', async (moment) => {
  const cwd = emptyFolder();
  const child = startCli(['my-app', '--yes', '--no-install', '--no-git'], { cwd });
  const run = ended(child);
  await after(moment);
  child.kill('SIGINT');
  const { code, signal, stderr } = await run;
  if (code === 0) {
    expect(filesIn(join(cwd, 'my-app')).size).toBe(defaultProject.size);
    return;
  }
  expect(readdirSync(cwd)).toEqual([]);
  // Before our own code runs, the system ends the process: to a shell that is 130 as well.
  if (signal) expect(signal).toBe('SIGINT');
  else
    expect({ code, stderr }).toEqual({
      code: 130,
      stderr: '✖ Interrupted. Nothing was left behind.\n',
    });
});

describe('while the dependencies are installed', () => {
  /** Says that it runs by a file, and would run for a minute. */
  const slow = (marker: string, onSignal: string) =>
    withStandIn(
      'npm',
      `${onSignal}\nmkdir node_modules\necho $$ > ${marker}\nwhile :; do sleep 0.05; done`,
    );

  async function interruptDuring(onSignal: string, signal: NodeJS.Signals, ...more: string[]) {
    const cwd = emptyFolder();
    const marker = join(emptyFolder(), 'running');
    const child = startCli(['some/my-app', '--yes', '--no-git', ...more], {
      cwd,
      env: slow(marker, onSignal),
    });
    const run = ended(child);
    while (!existsSync(marker) || readFileSync(marker, 'utf8') === '') await after(10);
    child.kill(signal);
    return { ...(await run), left: readdirSync(cwd), npm: Number(readFileSync(marker, 'utf8')) };
  }

  test.each<NodeJS.Signals>(['SIGINT', 'SIGTERM', 'SIGHUP'])(
    '%s ends the package manager and leaves nothing',
    async (signal) => {
      const run = await interruptDuring('', signal);
      expect(run).toMatchObject({ code: 130, left: [] });
      expect(run.stderr).toBe('✖ Interrupted. Nothing was left behind.\n');
      expect(() => process.kill(run.npm, 0)).toThrow('ESRCH');
    },
  );

  test('a package manager that ends as if well is not believed', async () => {
    expect(await interruptDuring("trap 'exit 0' TERM", 'SIGINT')).toMatchObject({
      code: 130,
      left: [],
    });
  });

  test('--json says so as well', async () => {
    const { stdout } = await interruptDuring('', 'SIGINT', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      exitCode: 130,
      error: { kind: 'interrupted' },
    });
  });
});
