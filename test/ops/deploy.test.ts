import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordedAws } from './account-for-test';
import { Refusal } from './recorded-aws';
import { runOps } from './run-ops';

const recorded = recordedAws();
let assembly: string;

beforeAll(() => {
  // A cloud assembly with another stack alone: the CDK says so and needs no account.
  assembly = mkdtempSync(join(tmpdir(), 'assembly-'));
  writeFileSync(join(assembly, 'other.template.json'), JSON.stringify({ Resources: {} }));
  const other = {
    type: 'aws:cloudformation:stack',
    environment: 'aws://123456789012/us-east-1',
    properties: { templateFile: 'other.template.json' },
  };
  writeFileSync(
    join(assembly, 'manifest.json'),
    JSON.stringify({ version: '36.0.0', artifacts: { other } }),
  );
});
afterAll(() => rmSync(assembly, { recursive: true, force: true }));

const deploy = async (...args: string[]) =>
  runOps('deploy', args, {
    ...recorded.aws.environment,
    CDK_DISABLE_VERSION_CHECK: 'true',
    NO_COLOR: '1',
  });

test('runs the CDK for the stacks of the environment, with its options and its exit code', async () => {
  const { code, stderr } = await deploy('prod', '--app', assembly);
  expect(stderr).toContain('No stacks match the name(s) prod-*');
  expect(code).toBe(1);
});

test('an option that is not known here goes to the CDK', async () => {
  const { code, stdout } = await deploy('dev', '--version');
  expect(stdout).toMatch(/^\d+\.\d+\.\d+/);
  expect(code).toBe(0);
});

test('--snapshot-first before the first deployment has nothing to take, and goes on', async () => {
  recorded.aws.answer({
    'cloudformation:DescribeStacks': new Refusal('ValidationError', 'Stack x does not exist'),
  });
  const { stdout, stderr } = await deploy('dev', '--snapshot-first', '--app', assembly);
  expect(stdout).toContain('remembers nothing yet');
  expect(stderr).toContain('No stacks match the name(s) dev-*');
});

test('--snapshot-first without credentials deploys nothing', async () => {
  const { code, stdout, stderr } = await runOps('deploy', ['dev', '--snapshot-first']);
  expect(stderr).toMatch(/^✖ There are no AWS credentials/);
  expect(stdout).toBe('');
  expect(code).toBe(1);
});

test('--help says what there is', async () => {
  const { code, stdout } = await deploy('dev', '--help');
  expect(stdout).toContain('--snapshot-first');
  expect(code).toBe(0);
});
