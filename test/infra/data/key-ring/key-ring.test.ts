import { FollowedKeys } from '../../../../app/keys/followed-keys';
import { KeyRing } from '../../../../app/keys/key-ring';
import { alarmsOf } from '../../alarms';
import { storePermissions } from '../../server-permissions';
import {
  resources,
  serverEnvironment,
  setupNamesWith,
  templatesOf,
  userData,
} from '../../templates';
import type { Properties, Resource, Template } from '../../templates';

const type = 'AWS::SecretsManager::Secret';
// Others hold the password of a database.
const isRing = ({ Properties }: Resource): boolean =>
  Properties['GenerateSecretString']?.GenerateStringKey === 'first';

describe.each(setupNamesWith(type, isRing))('The session keys of %s', (setup) => {
  const { data, web, protect } = templatesOf(setup);
  const ring = resources(data, type).find(isRing)!;
  const arn = serverEnvironment(web)['SESSION_KEYS_SECRET_ARN'];

  test('are made by Secrets Manager, encrypted there, and in no template', () => {
    expect(ring.Properties).not.toHaveProperty('SecretString');
    expect(ring.Properties['GenerateSecretString']).toEqual({
      SecretStringTemplate: '{}',
      GenerateStringKey: 'first',
      // 62 letters and digits: 381 bits.
      PasswordLength: 64,
      ExcludePunctuation: true,
    });
  });

  test('are told to servers by name alone', () => {
    expect(arn).toMatch(/^<\w*SessionKeysRing\w*>$/);
    expect(userData(web)).not.toMatch(/SESSION_KEYS=/);
  });

  test('may be read by servers, and nothing else of Secrets Manager', () => {
    const ofStores = storePermissions(web).filter((sentence) => /^secretsmanager/.test(sentence));
    expect(ofStores).toContain(`secretsmanager:GetSecretValue on ${arn}`);
    expect(ofStores.filter((sentence) => !/ on <\w+>$/.test(sentence))).toEqual([]);
  });

  test('outlive a slip of the hand where they are protected', () => {
    expect(ring.DeletionPolicy).toBe(protect ? 'Retain' : 'Delete');
  });

  test('raise an alarm that lasts until servers can read them again', () => {
    const alarms = alarmsOf(web, 'session-keys');
    expect(Object.keys(alarms).toSorted()).toEqual([
      'session-keys-hasty',
      'session-keys-unreadable',
    ]);
    // What servers say once would be over after a minute.
    expect(alarms['session-keys-unreadable']!['TreatMissingData']).toBe('ignore');
  });
});

test('With keys alone servers may read them, and there is nothing else', () => {
  const { network, data, web, stores } = templatesOf('prod with a key ring alone');
  expect(storePermissions(web)).toHaveLength(1);
  expect(resources(data).map(({ Type }) => Type)).toEqual([type]);
  expect(stores).toEqual([{ apis: ['SecretsManager'] }]);
  const endpoints = resources(network, 'AWS::EC2::VPCEndpoint').map(
    ({ Properties }) => Properties['ServiceName'],
  );
  expect(endpoints).toContain('com.amazonaws.us-east-1.secretsmanager');
});

describe('What servers say of the keys', () => {
  const { web } = templatesOf('dev with a key ring alone');
  const filters = resources(web, 'AWS::Logs::MetricFilter').map(({ Properties }) => Properties);
  const ringOf = (...names: string[]): string =>
    JSON.stringify(
      Object.fromEntries(names.map((name) => [name, `${name}Zk3vB8qLw0Xe5Ry7Ut2Ip9Oa6Sd4Fg1Hj`])),
    );

  /** What the alarms are told by a line: each figure as `metric value`. */
  const figures = (line: string): string[] =>
    filters
      .filter(reads(line))
      .flatMap(({ MetricTransformations }) =>
        MetricTransformations.map(
          (each: Properties) => `${each['MetricName']} ${each['MetricValue']}`,
        ),
      );

  test('changes the figures that the alarms look at, in its very words', async () => {
    const said: { level: string; line: string }[] = [];
    const listen =
      (level: string) =>
      (...line: unknown[]): void =>
        void said.push({ level, line: String(line.at(-1)) });
    let secret: string | Error = ringOf('first');
    const keys = new FollowedKeys(
      'the secret',
      async () => {
        if (secret instanceof Error) throw secret;
        return secret;
      },
      (text) => KeyRing.parse(text),
      { info: listen('info'), warn: listen('warn') },
      { followEvery: 5, retryAfter: 1, startLimit: 100 },
    );
    const hear = async (count: number): Promise<string[]> => {
      while (said.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
      return said.slice(0, count).map(({ line }) => figures(line).join());
    };
    await keys.loaded();
    await hear(1);
    secret = new Error('no permission');
    await hear(2);
    secret = ringOf('first');
    await hear(3);
    secret = ringOf('first', new Date().toISOString());
    const all = await hear(5);
    keys.close();
    expect(all).toEqual([
      'SessionKeysUnreadable 0',
      'SessionKeysUnreadable 1',
      'SessionKeysUnreadable 0',
      'SessionKeysUnreadable 0',
      'SessionKeysHasty 1',
    ]);
  });

  test('is read by a metric for each alarm', () => {
    expect(ofOwn(web)).toEqual(new Set(['SessionKeysHasty', 'SessionKeysUnreadable']));
  });
});

/** Whether a filter reads a line that says this: texts, of which one must fit, with a star at the end. */
function reads(said: string): (filter: Properties) => boolean {
  return ({ FilterPattern }) => {
    const texts = [...FilterPattern.matchAll(/\(\$\.msg = "([^"]+)"\)/g)].map(([, text]) => text!);
    return texts.some((text) =>
      text.endsWith('*') ? said.startsWith(text.slice(0, -1)) : said === text,
    );
  };
}

/** The metrics of the keys' alarms. */
function ofOwn(web: Template): Set<string> {
  return new Set(Object.values(alarmsOf(web, 'session-keys')).map(({ MetricName }) => MetricName));
}
