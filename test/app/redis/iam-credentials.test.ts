import { createHash, createHmac } from 'node:crypto';
import { iamCredentials } from '../../../app/redis/iam-credentials';

const KEYS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'token/of+role==',
};

async function token() {
  const credentials = iamCredentials('app', 'my-cache', 'eu-central-1', KEYS);
  return new URL(`http://${(await credentials()).password}`);
}

it('is a request to connect, without its scheme, for the cache and the user', async () => {
  const { user, password, expire } = await iamCredentials(
    'app',
    'my-cache',
    'eu-central-1',
    KEYS,
  )();
  expect([user, expire]).toEqual(['app', true]);
  expect(password).toMatch(/^my-cache\/\?/);
  const query = Object.fromEntries((await token()).searchParams);
  expect(query).toMatchObject({
    Action: 'connect',
    User: 'app',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Expires': '900',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Security-Token': KEYS.sessionToken,
  });
  expect(query['X-Amz-Credential']).toMatch(
    /^AKIDEXAMPLE\/\d{8}\/eu-central-1\/elasticache\/aws4_request$/,
  );
});

it('is signed as AWS computes it, from the same request', async () => {
  const { searchParams } = await token();
  const signature = searchParams.get('X-Amz-Signature');
  const date = searchParams.get('X-Amz-Date')!;
  // The four steps of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
  const query = [...searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map((pair) => pair.map(encoded).join('='))
    .toSorted()
    .join('&');
  const emptyBody = createHash('sha256').update('').digest('hex');
  const request = `GET\n/\n${query}\nhost:my-cache\n\nhost\n${emptyBody}`;
  const scope = `${date.slice(0, 8)}/eu-central-1/elasticache/aws4_request`;
  const toSign = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${createHash('sha256').update(request).digest('hex')}`;
  const key = scope
    .split('/')
    .reduce<Buffer | string>((secret, part) => hmac(secret, part), `AWS4${KEYS.secretAccessKey}`);
  expect(signature).toBe(hmac(key, toSign).toString('hex'));
});

it('is a new one each time: it can begin a connection for 15 minutes only', async () => {
  const provider = iamCredentials('app', 'my-cache', 'eu-central-1', KEYS);
  const first = (await provider()).password;
  jest.useFakeTimers({ now: Date.now() + 60_000, doNotFake: ['nextTick', 'setImmediate'] });
  try {
    expect((await provider()).password).not.toBe(first);
  } finally {
    jest.useRealTimers();
  }
});

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
