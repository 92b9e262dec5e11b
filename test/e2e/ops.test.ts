import { rm } from 'node:fs/promises';
import path from 'node:path';
import { environments } from '../../lib/infra/config';
import { project } from '../../lib/infra/project';
import type { Finding, Section } from '../../lib/ops/finding';
import { describeWhere } from '../host/machine';
import { runOps } from '../ops/run-ops';
import { canEmulateAws, startEmulator, type Emulator } from './deploy-emulator';
import { bootstrap, deployTo, synthesize } from './deploy-stacks';

const minutes = 60_000;

/** How an operation reads that the emulator does not have: it answers a page of HTML. */
const notEmulated = /XML parse error|not (?:yet )?implemented/i;

describeWhere(canEmulateAws, 'moto_server')('what an operator does with a deployed dev', () => {
  const name = `${project.name}-dev`;
  let emulator: Emulator;
  let assembly: string;

  beforeAll(async () => {
    emulator = await startEmulator();
    [assembly] = await Promise.all([
      synthesize(path.resolve(__dirname, '../..')),
      bootstrap(emulator),
    ]);
    await deployTo(emulator, assembly, project.name, 'dev');
  }, 4 * minutes);
  afterAll(async () => {
    await emulator?.stop();
    if (assembly) await rm(assembly, { recursive: true, force: true });
  });

  describe('npm run status', () => {
    let sections: Map<string, readonly Finding[]>;
    let code: number | null;

    beforeAll(async () => {
      const finished = await runOps('status', ['--env', 'dev', '--json'], emulator.environment);
      code = finished.code;
      if (finished.stdout === '') throw new Error(finished.stderr);
      const [status] = JSON.parse(finished.stdout).environments;
      sections = new Map(
        status.sections.map(({ title, findings }: Section) => [
          title,
          findings.filter(({ says }) => !notEmulated.test(says)),
        ]),
      );
    }, minutes);

    test('finds the stacks, the servers and the stores well', () => {
      for (const title of ['Stacks', 'Servers', 'Database', 'Session store', 'Alarms']) {
        expect([title, sections.get(title)?.filter(({ health }) => health === 'bad')]).toEqual([
          title,
          [],
        ]);
      }
      expect(sections.get('Stacks')).toHaveLength(3);
    });

    test('each server with its zone, age and release', () => {
      const { min } = environments.dev.servers;
      const [group, ...servers] = sections.get('Servers') ?? [];
      expect(group).toMatchObject({ subject: name, facts: { healthy: min, min } });
      expect(servers).toHaveLength(min);
      expect(servers[0]).toMatchObject({
        health: 'well',
        facts: {
          state: 'healthy',
          zone: expect.stringMatching(/^us-east-1[a-z]$/),
          release: expect.stringMatching(/^[0-9a-f]{64}$/),
          launched: expect.any(String),
        },
      });
    });

    test('the site does not answer, as behind an emulated address there is none: exit code 1', () => {
      expect(sections.get('Site')).toMatchObject([{ health: 'bad' }]);
      expect(code).toBe(1);
    });
  });

  test('npm run status of prod, which is not deployed, names the command', async () => {
    const { code, stderr } = await runOps('status', ['--env', 'prod'], emulator.environment);
    expect(stderr).toContain('npm run deploy:prod');
    expect(code).toBe(1);
  });

  test(
    'npm run deploy -- --snapshot-first takes snapshots of what remembers, and then deploys',
    async () => {
      const { code, stdout, stderr } = await runOps(
        'deploy',
        ['dev', '--snapshot-first', '--app', assembly, '--require-approval=never'],
        { ...emulator.environment, CDK_DISABLE_VERSION_CHECK: 'true', NO_COLOR: '1' },
      );
      expect(stderr).not.toMatch(/error/i);
      expect(stdout).toContain('Nothing that remembers would be replaced or removed.');
      expect(stdout).toMatch(new RegExp(`^Database: RDS snapshot ${name}-\\d`, 'm'));
      expect(stdout).toMatch(new RegExp(`^Session store: ElastiCache snapshot ${name}-\\d`, 'm'));
      expect(code).toBe(0);
    },
    2 * minutes,
  );
});
