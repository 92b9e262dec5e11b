import { allSetupNames, resources, serverEnvironment, templatesOf, userData } from './templates';
import type { Resource } from './templates';

/** A property whose value would be a secret, by its name: and a few that only say how to make one. */
const secretName = /password|secret|token|credential|privatekey|apikey|accesskey/i;
const harmless = new Set([
  // AWS makes and keeps it.
  'ManageMasterUserPassword',
  // The bounds of what Secrets Manager makes.
  'GenerateSecretString',
  'PasswordLength',
  'SecretStringTemplate',
  // IMDSv2 asks for one that the machine gets from its host.
  'HttpTokens',
  // The id of the one it belongs to.
  'SecretId',
]);

/** Literal texts under the name of a secret, each with its place. */
function literalSecrets(value: unknown, path: readonly string[] = []): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((each, index) => literalSecrets(each, [...path, String(index)]));
  }
  if (typeof value !== 'object' || value === null) {
    const name = path.findLast((part) => !/^\d+$/.test(part)) ?? '';
    const isSecret = secretName.test(name) && !harmless.has(name) && typeof value === 'string';
    return isSecret ? [path.join('.')] : [];
  }
  return Object.entries(value).flatMap(([name, each]) => literalSecrets(each, [...path, name]));
}

/** Where a template has CloudFormation put in a secret, as `type of the resource.property`. */
function dynamicReferences(all: readonly Resource[]): string[] {
  return all.flatMap(({ Type, Properties }) =>
    Object.entries(Properties ?? {})
      .filter(([, value]) => JSON.stringify(value).includes('{{resolve:'))
      .map(([name]) => `${Type}.${name}`),
  );
}

describe.each(allSetupNames)('The templates of %s', (setup) => {
  const { network, data, web } = templatesOf(setup);

  test('hold no secret in the clear', () => {
    for (const template of [network, data, web]) {
      expect(literalSecrets(template.Resources)).toEqual([]);
    }
  });

  test('ask for no secret by a parameter or tell one by an output', () => {
    for (const { Parameters = {}, Outputs = {} } of [network, data, web]) {
      expect(JSON.stringify(Parameters)).not.toMatch(/"NoEcho"/);
      expect(JSON.stringify(Outputs)).not.toMatch(/\{\{resolve:/);
    }
  });

  test('have a secret put in nowhere but as the password of the one database that needs it', () => {
    expect(dynamicReferences(resources([network, web]))).toEqual([]);
    const inData = dynamicReferences(resources(data));
    expect(inData.filter((place) => !place.endsWith('::DBInstance.MasterUserPassword'))).toEqual(
      [],
    );
  });

  test('tell servers no secret: what everybody reads who may describe machines', () => {
    expect(userData(web)).not.toMatch(/\{\{resolve:|AKIA[0-9A-Z]{16}|-----BEGIN/);
    for (const [name, value] of Object.entries(serverEnvironment(web))) {
      // The names of secrets are none.
      if (/_ARN$/.test(name)) expect(value).toMatch(/^<[\w.]+>$/);
      else expect(name).not.toMatch(secretName);
      // No URL has a password.
      expect(value).not.toMatch(/:\/\/[^/@\s]*:[^/@\s]*@/);
    }
  });
});

test('A secret would be found', () => {
  const found = literalSecrets({ A: { Properties: { AuthToken: 'abc', Ports: ['a'] } } });
  expect(found).toEqual(['A.Properties.AuthToken']);
});
