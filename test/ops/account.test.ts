import { STSClient } from '@aws-sdk/client-sts';
import { environments } from '../../lib/infra/config';
import { openAccount } from '../../lib/ops/account';
import { explain } from '../../lib/ops/aws-failure';
import { Failure } from '../../lib/ops/failure';
import { accountId, devName, recordedAws } from './account-for-test';
import { Refusal } from './recorded-aws';

const recorded = recordedAws();

async function failure(): Promise<Failure> {
  const error: unknown = await recorded.open().catch((thrown: unknown) => thrown);
  if (!(error instanceof Failure)) throw error;
  return error;
}

test('an environment is what its account, region and name say', async () => {
  expect(await recorded.open()).toMatchObject({ id: accountId, name: devName });
});

test('credentials of another account than the configured one are refused, with both named', async () => {
  const dev = environments.dev;
  Object.defineProperty(environments, 'dev', {
    value: { ...dev, account: '999999999999' },
    configurable: true,
  });
  try {
    const { message, cure } = await failure();
    expect(message).toContain('dev is in account 999999999999');
    expect(message).toContain(accountId);
    expect(cure).toContain('AWS_PROFILE');
  } finally {
    Object.defineProperty(environments, 'dev', { value: dev, configurable: true });
  }
});

test('no credentials name how to get some', async () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
  delete process.env['AWS_ACCESS_KEY_ID'];
  delete process.env['AWS_SECRET_ACCESS_KEY'];
  try {
    const { message, cure } = await failure();
    expect(message).toMatch(/^There are no AWS credentials/);
    expect(cure).toContain('aws sso login');
  } finally {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY });
  }
});

test.each([
  ['ExpiredToken', 'The AWS credentials have expired.'],
  ['InvalidClientTokenId', 'AWS does not know these credentials (InvalidClientTokenId).'],
])('%s is explained', async (code, sentence) => {
  recorded.aws.answer({ 'sts:GetCallerIdentity': new Refusal(code, 'no', 403) });
  expect((await failure()).message).toBe(sentence);
});

test('a network that is not there is explained', async () => {
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  // Nobody listens on port 1.
  process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:1';
  process.env['AWS_MAX_ATTEMPTS'] = '1';
  try {
    expect((await failure()).message).toMatch(/^AWS can't be reached/);
  } finally {
    process.env['AWS_ENDPOINT_URL'] = endpoint;
    delete process.env['AWS_MAX_ATTEMPTS'];
  }
});

test('a denied action is named', async () => {
  recorded.aws.answer({
    'sts:GetCallerIdentity': new Refusal(
      'AccessDenied',
      'User: arn:aws:iam::1:user/x is not authorized to perform: sts:GetCallerIdentity with an explicit deny',
      403,
    ),
  });
  expect((await failure()).message).toContain('AWS denied sts:GetCallerIdentity');
});

test('a mistake of our own is not explained away', () => {
  const mistake = new TypeError('x is not a function');
  expect(explain(mistake)).toBe(mistake);
});

test('a client is made once', async () => {
  const account = await openAccount('dev');
  expect(account.client(STSClient)).toBe(account.client(STSClient));
});
