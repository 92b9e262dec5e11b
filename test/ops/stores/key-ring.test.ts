import { keyRing } from '../../../lib/ops/stores/key-ring';
import { devName, recordedAws } from '../account-for-test';
import type { Document } from '../recorded-aws';
import { ring, secretName } from './key-ring/answers';

const recorded = recordedAws();

const epoch = (milliseconds: number): number => milliseconds / 1000;

async function status(secret: Document, resources: readonly Document[] = [ring]) {
  recorded.aws.answer({
    'cloudformation:ListStackResources': { StackResourceSummaries: { member: [...resources] } },
    'secretsmanager:DescribeSecret': { Name: secretName, ...secret },
  });
  return keyRing.status(await recorded.open());
}

test('says when the keys were last changed, and reads none of them', async () => {
  const findings = await status({ LastChangedDate: epoch(Date.now() - 3.5 * 24 * 3600 * 1000) });
  expect(findings).toMatchObject([
    { health: 'well', subject: secretName, says: 'last changed 3 days ago' },
  ]);
  expect(recorded.aws.requests.map(({ action }) => action)).toEqual([
    'sts:GetCallerIdentity',
    'cloudformation:ListStackResources',
    'secretsmanager:DescribeSecret',
  ]);
  expect(recorded.aws.requests[1]?.input['StackName']).toBe(`${devName}-data`);
});

test('keys that are about to be deleted are bad, with how to keep them', async () => {
  expect(await status({ DeletedDate: epoch(Date.now() + 1000) })).toMatchObject([
    { health: 'bad', cure: expect.stringContaining('restore-secret') },
  ]);
});

test('a stack without keys is bad', async () => {
  expect(await status({}, [])).toMatchObject([{ health: 'bad' }]);
});

test('says why there is nothing to take a snapshot of', () => {
  expect(keyRing.snapshot).toHaveProperty('none');
});
