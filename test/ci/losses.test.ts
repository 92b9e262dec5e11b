import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describeLoss, losses } from '../../lib/ci/losses';
import { quietDiff, riskyDiff } from './diff-for-test';

test('A network and whatever remembers would be lost; settings, logs and servers are not', () => {
  expect(losses(riskyDiff).map(describeLoss)).toEqual([
    'prod-network: AWS::EC2::VPC Network/Vpc would be replaced',
    'prod-data: AWS::DynamoDB::Table Orders/Table would be left behind, unused',
    'prod-data: AWS::Kinesis::Stream Events/Stream may be replaced',
  ]);
});

test('What is deleted in the Data stack is lost too', () => {
  const diff =
    'Stack dev-data (shop-dev-data)\n[-] AWS::SQS::Queue Jobs/Queue JobsQueue1 destroy\n';
  expect(losses(diff).map(describeLoss)).toEqual([
    'dev-data: AWS::SQS::Queue Jobs/Queue would be deleted',
  ]);
});

test('Nothing is lost where nothing changes, or is made', () => {
  expect(losses(quietDiff)).toEqual([]);
  expect(
    losses('Stack dev-data (x)\nResources\n[+] AWS::SQS::Queue Jobs/Queue JobsQueue1\n'),
  ).toEqual([]);
});

describe('The check before a deployment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ci-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function check(...diffs: string[]) {
    const files = diffs.map((diff, index) => {
      const file = join(folder, `${index}.diff`);
      writeFileSync(file, diff);
      return file;
    });
    return spawnSync(process.execPath, ['-r', 'tsx/cjs', 'lib/ci/refuse-losses.ts', ...files], {
      cwd: resolve(__dirname, '../..'),
      encoding: 'utf8',
    });
  }

  test('stops it, names each loss to GitHub, and says the cure', () => {
    const { status, stdout } = check(quietDiff, riskyDiff);
    expect(status).toBe(1);
    expect(stdout.match(/^::error title=Data would be lost::prod-/gm)).toHaveLength(3);
    expect(stdout).toContain('“Replace what remembers”');
  });

  test('lets it go on where nothing would be lost', () => {
    expect(check(quietDiff)).toMatchObject({ status: 0, stdout: '' });
  });

  test('is no check without a diff', () => {
    expect(check().status).toBe(2);
  });
});
