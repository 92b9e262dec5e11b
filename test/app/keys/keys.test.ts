import { EnvironmentError, readEnvironment } from '../../../app/environment';
import { keysEnvironment } from '../../../app/keys/environment';
import { FollowedKeys } from '../../../app/keys/followed-keys';
import { KeyRing, KeyRingError } from '../../../app/keys/key-ring';
import { openKeys } from '../../../app/keys/keys';
import { secretValue } from '../../../app/keys/secret-value';
import { until } from '../session/until';
import { OwnSecretsManager } from './own-secrets-manager';
import { secret } from './secret';

const ARN =
  'arn:aws:secretsmanager:eu-central-1:123456789012:secret:my-app-dev-session-keys-a1B2c3';

const lines: string[] = [];
const log = {
  info: (...line: unknown[]) => void lines.push(`info ${said(line)}`),
  warn: (...line: unknown[]) => void lines.push(`warn ${said(line)}`),
};
const said = (line: unknown[]) => String(line.at(-1));
const warnings = () => lines.filter((line) => line.startsWith('warn'));

beforeEach(() => {
  lines.length = 0;
});

const read = (environment: Record<string, string>) => readEnvironment(keysEnvironment, environment);
/** The text of a ring whose keys have these names. */
const ring = (...names: string[]) =>
  JSON.stringify(Object.fromEntries(names.map((name) => [name, secret()])));

describe('SESSION_KEYS', () => {
  it('is the ring itself', async () => {
    const keys = openKeys(read({ SESSION_KEYS: ring('first') }), log);
    await keys.loaded();
    expect(keys.ring.keys.map(({ kid }) => kid)).toEqual(['first']);
  });

  it('must be there, or the name of a secret', () => {
    expect(() => read({})).toThrow(/SESSION_KEYS is missing/);
    expect(read({ SESSION_KEYS_SECRET_ARN: ARN })).toEqual({
      SESSION_KEYS: '',
      SESSION_KEYS_SECRET_ARN: ARN,
    });
  });

  it.each([
    ['a name', 'my-app-dev-session-keys'],
    ['of another service', 'arn:aws:s3:::keys'],
    ['with a version', `${ARN}:version:1`],
  ])('can not be the name of something else: %s', (_, arn) => {
    expect(() => read({ SESSION_KEYS_SECRET_ARN: arn })).toThrow(/must be like arn:aws:secrets/);
  });

  it('must be right when the server starts, and is not shown if it is wrong', () => {
    const short = { SESSION_KEYS: '{"first":"s3cr3t"}' };
    expect(() => read(short)).toThrow(/SESSION_KEYS is no key ring: it is wrong at "first"/);
    expect(() => read(short)).not.toThrow(/s3cr3t/);
  });

  it('must be for the use that is made of it', () => {
    const config = read({ SESSION_KEYS: ring('first') });
    const open = () =>
      openKeys(config, log, () => {
        throw new KeyRingError('is not for this');
      });
    expect(open).toThrow(EnvironmentError);
    expect(open).toThrow(/SESSION_KEYS: the key ring is not for this/);
  });
});

describe('SESSION_KEYS_SECRET_ARN', () => {
  let manager: OwnSecretsManager;
  let keys: FollowedKeys | undefined;
  const kids = () => keys!.ring.keys.map(({ kid }) => kid);

  function follow(pace = { followEvery: 20, retryAfter: 10, startLimit: 1000 }): FollowedKeys {
    const read = secretValue(ARN);
    keys = new FollowedKeys(ARN, read, (text) => KeyRing.parse(text), log, pace);
    return keys;
  }

  beforeEach(async () => {
    manager = await OwnSecretsManager.start(ARN, ring('first'));
    Object.assign(process.env, manager.environment);
  });

  afterEach(async () => {
    keys?.close();
    for (const name of Object.keys(manager.environment)) delete process.env[name];
    await manager.close();
  });

  it('names the secret that holds the ring', async () => {
    const opened = openKeys({ SESSION_KEYS: '', SESSION_KEYS_SECRET_ARN: ARN }, log);
    expect(() => opened.ring).toThrow(/not loaded/);
    await opened.loaded();
    opened.close();
    expect(opened.ring.keys.map(({ kid }) => kid)).toEqual(['first']);
    expect(manager.asked).toBe(1);
  });

  it('is followed while the server runs: a key comes, and a key goes', async () => {
    await follow().loaded();
    manager.value = ring('first', '2020-01-01');
    await until(() => kids().length === 2);
    manager.value = ring('2020-01-01');
    await until(() => kids().length === 1);
    expect(kids()).toEqual(['2020-01-01']);
  });

  it('is the same ring as before while nothing changes', async () => {
    await follow().loaded();
    const before = keys!.ring;
    const { asked } = manager;
    await until(() => manager.asked > asked + 3);
    expect(keys!.ring).toBe(before);
    expect(lines).toEqual(['info the key ring is loaded']);
  });

  it.each([
    ['can not be read', null, /can not be read: You may not read this secret/],
    ['is broken', '{"first":"s3cr3t"}', /is wrong at "first": is shorter than 32/],
  ])('keeps the last good ring, and says so once, when it %s', async (_, value, message) => {
    await follow().loaded();
    const before = keys!.ring;
    manager.value = value;
    await until(() => warnings().length > 0);
    const { asked } = manager;
    await until(() => manager.asked > asked + 3);
    expect(keys!.ring).toBe(before);
    expect(warnings()).toEqual([expect.stringMatching(message)]);
    expect(warnings().join()).not.toContain('s3cr3t');

    manager.value = ring('first');
    await until(() => keys!.ring !== before);
    await until(() => lines.at(-1) === 'info the key ring can be read again');
  });

  it('warns of a key that begins before all servers know it', async () => {
    await follow({ followEvery: 50, retryAfter: 10, startLimit: 1000 }).loaded();
    manager.value = ring('first', '2100-01-01');
    await until(() => kids().length === 2);
    expect(warnings()).toEqual([]);
    manager.value = ring('first', '2100-01-01', '2020-01-01');
    await until(() => kids().length === 3);
    expect(warnings()).toEqual([expect.stringMatching(/"2020-01-01" begins before all servers/)]);
  });

  it('lets no server begin without keys', async () => {
    manager.value = null;
    const start = follow({ followEvery: 20, retryAfter: 10, startLimit: 100 }).loaded();
    await expect(start).rejects.toThrow(
      /key ring of arn:aws:.*-a1B2c3 can not be read: You may not read this secret/,
    );
    manager.value = '[]';
    const broken = follow({ followEvery: 20, retryAfter: 10, startLimit: 100 }).loaded();
    await expect(broken).rejects.toThrow(/key ring of arn:aws:.* must be a JSON object/);
  });

  it('lets a server begin that had to ask twice', async () => {
    const { value } = manager;
    manager.value = null;
    const start = follow();
    await until(() => manager.asked > 1);
    manager.value = value;
    await start.loaded();
    expect(kids()).toEqual(['first']);
  });

  it('is asked no more once it is closed', async () => {
    await follow().loaded();
    keys!.close();
    const { asked } = manager;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(manager.asked).toBeLessThanOrEqual(asked + 1);
  });
});
