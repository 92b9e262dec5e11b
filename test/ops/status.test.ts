import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { devName, recordedAws } from './account-for-test';
import { deployed } from './deployed';
import { Refusal } from './recorded-aws';
import type { Answer } from './recorded-aws';
import { runOps } from './run-ops';
import { wellStores } from './stores/answers';

const recorded = recordedAws();
let site: Server;
let well: Record<string, Answer>;

beforeAll(async () => {
  site = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1');
  await once(site, 'listening');
  const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  well = { ...deployed({ url }), ...(await wellStores()) };
});
afterAll(() => {
  site.closeAllConnections();
  site.close();
});

const status = async (...args: string[]) => runOps('status', args, recorded.aws.environment);

test('all is well: exit code 0, and a screen that says of everything how it is', async () => {
  recorded.aws.answer(well);
  const { code, stdout, stderr } = await status('--env', 'dev');
  expect(stderr).toBe('');
  expect(stdout).toContain('All is well.');
  for (const title of ['Site', 'Stacks', 'Servers', 'Alarms']) {
    expect(stdout).toMatch(new RegExp(`^${title}$`, 'm'));
  }
  // No terminal, no colour.
  expect(stdout).not.toContain('\u001B');
  expect(code).toBe(0);
});

test('something is not: exit code 1, and what to do', async () => {
  recorded.aws.answer({
    ...well,
    'monitoring:DescribeAlarms': {
      MetricAlarms: [
        {
          AlarmName: `${devName}-server-errors`,
          StateValue: 'ALARM',
          AlarmDescription: 'Go back to the release before.',
        },
      ],
    },
  });
  const { code, stdout } = await status('--env', 'dev');
  expect(stdout).toContain('→ Go back to the release before.');
  expect(stdout).toContain('1 thing is not well.');
  expect(code).toBe(1);
});

test('--json is one object that says the same', async () => {
  recorded.aws.answer(well);
  const { stdout } = await status('--env', 'dev', '--json');
  const result = JSON.parse(stdout);
  expect(result).toMatchObject({
    ok: true,
    environments: [{ environment: 'dev', name: devName, deployed: true, ok: true }],
  });
  expect(result.environments[0].sections).toContainEqual(
    expect.objectContaining({ title: 'Servers' }),
  );
});

test('of all environments, one that was never deployed is no fault', async () => {
  recorded.aws.answer({
    ...well,
    'cloudformation:DescribeStacks': (input) => {
      const answer = well['cloudformation:DescribeStacks'];
      if (typeof answer !== 'function') throw new Error('by stack');
      return String(input['StackName']).startsWith(devName)
        ? answer(input)
        : new Refusal('ValidationError', 'Stack with id x does not exist');
    },
  });
  const { code, stdout } = await status();
  expect(stdout).toContain('not deployed');
  expect(code).toBe(0);
});

test('nothing deployed is a failure that names the command', async () => {
  recorded.aws.answer({
    'cloudformation:DescribeStacks': new Refusal('ValidationError', 'Stack does not exist'),
  });
  const { code, stderr } = await status('--env', 'prod');
  expect(stderr).toContain('prod: not deployed');
  expect(stderr).toContain('npm run deploy:prod');
  expect(code).toBe(1);
});

test.each([
  ['--env staging', ['--env', 'staging'], 'Choose dev, prod or all.'],
  ['an unknown flag', ['--jsn'], '--help'],
])('%s is wrong usage', async (_name, args, cure) => {
  const { code, stderr } = await status(...args);
  expect(stderr).toContain(cure);
  expect(code).toBe(2);
});

test('no credentials: exit code 1 with a cure, and no stack trace', async () => {
  const { code, stderr } = await runOps('status', []);
  expect(stderr).toMatch(/^✖ There are no AWS credentials/);
  expect(stderr).not.toContain(' at ');
  expect(code).toBe(1);
});

test('--help says what there is', async () => {
  const { code, stdout } = await status('--help');
  expect(stdout).toContain('--watch');
  expect(code).toBe(0);
});
