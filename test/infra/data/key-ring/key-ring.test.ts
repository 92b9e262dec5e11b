import { storePermissions } from '../../server-permissions';
import {
  resources,
  serverEnvironment,
  setupNamesWith,
  templatesOf,
  theOne,
  userData,
} from '../../templates';

const type = 'AWS::SecretsManager::Secret';

describe.each(setupNamesWith(type))('The session keys of %s', (setup) => {
  const { data, web, protect } = templatesOf(setup);
  const ring = theOne(data, type);
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
