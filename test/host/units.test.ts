import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { serverUserData } from '../../lib/infra/web/server-user-data';
import { describeWhere } from './machine';

const host = resolve(__dirname, '../../lib/infra/host');
const files = fs.readdirSync(host);
const services = files.filter((name) => name.endsWith('.service'));

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;

describeWhere(hasSystemd, 'systemd-analyze')('the units', () => {
  let units: string;
  beforeAll(() => {
    units = fs.mkdtempSync(join(tmpdir(), 'units-'));
    for (const file of files.filter((name) => /\.(service|timer)$/.test(name))) {
      fs.copyFileSync(join(host, file), join(units, file));
    }
    for (const unit of services) {
      fs.mkdirSync(join(units, `${unit}.d`));
      fs.copyFileSync(join(host, 'sandbox.conf'), join(units, `${unit}.d/sandbox.conf`));
    }
  });
  afterAll(() => fs.rmSync(units, { recursive: true }));

  test.each(services)('%s is exposed by 1.5 of 10 at most', (unit) => {
    const { status, stdout } = spawnSync(
      'systemd-analyze',
      ['security', '--offline=true', '--threshold=15', '--no-pager', join(units, unit)],
      { encoding: 'utf8' },
    );
    expect({ status, report: stdout.split('\n').at(-2) }).toMatchObject({ status: 0 });
  });

  test('systemd understands every line', () => {
    const { stderr } = spawnSync(
      'systemd-analyze',
      ['verify', '--man=no', ...fs.readdirSync(units).filter((name) => !name.endsWith('.d'))],
      { encoding: 'utf8', cwd: units },
    );
    // What the units start exists on a server only.
    const complaints = stderr.split('\n').filter((line) => line && !/is not executable/.test(line));
    expect(complaints).toEqual([]);
  });
});

describeWhere(hasShellcheck, 'shellcheck')('the scripts', () => {
  test('shellcheck finds nothing', () => {
    const { stdout } = spawnSync(
      'shellcheck',
      [
        '--external-sources',
        `--source-path=${resolve(host, '../../..')}`,
        ...files.filter((name) => name.endsWith('.sh')),
      ],
      { encoding: 'utf8', cwd: host },
    );
    expect(stdout).toBe('');
  });

  test('shellcheck finds nothing in the user data either', () => {
    const name = 'of-this-test';
    const userData = serverUserData({
      region: 'eu-central-1',
      stackName: name,
      groupLogicalId: name,
      groupName: name,
      launchHookName: name,
      terminateHookName: name,
      targetGroupArn: name,
      logGroupName: name,
      serverRoleArn: name,
      releaseUrl: `s3://${name}/release.zip`,
      environment: { PORT: '8080' },
    });
    const { stdout } = spawnSync('shellcheck', ['-'], {
      encoding: 'utf8',
      input: userData.render(),
    });
    expect(stdout).toBe('');
  });
});

test('every script stops at its first error and at an unknown variable', () => {
  const programs = files.filter((name) => name.endsWith('.sh') && name !== 'imds.sh');
  expect(programs.length).toBeGreaterThan(0);
  for (const program of programs) {
    expect(fs.readFileSync(join(host, program), 'utf8')).toMatch(/^set -euo pipefail$/m);
  }
});
