import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { addEnvironment } from '../../../lib/infra/add-environment';
import { addCi } from '../../../lib/infra/ci/add-ci';
import type { CiConfig } from '../../../lib/infra/ci/ci-config';
import { environments } from '../../../lib/infra/config';
import type { EnvironmentConfig, EnvironmentName } from '../../../lib/infra/config';
import { addPolicyChecks } from '../../../lib/infra/policy-checks';
import { flatten, resources, theOne } from '../templates';
import type { Properties, Template } from '../templates';

const project = { name: 'shop', region: 'eu-central-1', domain: undefined };
const repository = 'octo-org@1234/shop@5678';

/**
 * The Ci stacks by their name, held against the validator and cdk-nag as every synth is.
 *
 * @param changes to the configuration of an environment
 */
function synthesize(
  ci: Partial<CiConfig> = {},
  changes: Partial<Record<EnvironmentName, Partial<EnvironmentConfig>>> = {},
): Record<string, Template> {
  const { context } = JSON.parse(readFileSync(join(__dirname, '../../../cdk.json'), 'utf8'));
  const app = new App({
    context: { ...context, '@aws-cdk/core:annotationsInValidationReport': false },
  });
  addPolicyChecks(app);
  const deployed = Object.values(environments).map((environment) => {
    const config = { ...environment, ...changes[environment.name] };
    const stacks = addEnvironment(app, project, config, join(__dirname, '../bundle'));
    return { config, stacks };
  });
  const made = addCi(app, project, { repository, providerExistsIn: [], ...ci }, deployed);
  const assembly = app.synth();
  return Object.fromEntries(
    made.map(({ stackName }) => [stackName, assembly.getStackByName(stackName).template]),
  );
}

const oneAccount = synthesize();
const [template] = Object.values(oneAccount);

const roles = (of: Template) =>
  Object.fromEntries(
    Object.entries(of.Resources)
      .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
      .map(([id, { Properties: role }]) => [role['RoleName'] as string, { id, role }]),
  );

/** Who may take a role: the conditions on the token. */
function trust(of: Template, roleName: string): Properties {
  const { role } = roles(of)[roleName]!;
  const [statement, ...more]: Properties[] = role['AssumeRolePolicyDocument'].Statement;
  expect(more).toEqual([]);
  expect(statement).toMatchObject({ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity' });
  expect(Object.keys(statement!['Condition'])).toEqual(['StringEquals']);
  return statement!['Condition'].StringEquals;
}

/** What a role may do, as `action on resource`. */
function permissions(of: Template, roleName: string): string[] {
  const { id } = roles(of)[roleName]!;
  const policies = resources(of, 'AWS::IAM::Policy').filter(
    ({ Properties: { Roles } }) => Roles[0].Ref === id,
  );
  const statements: Properties[] = policies.flatMap(
    ({ Properties: { PolicyDocument } }) => PolicyDocument.Statement,
  );
  return statements.flatMap(({ Action, Resource }) =>
    [Resource].flat().map((resource) => `${[Action].flat().join(', ')} on ${flatten(resource)}`),
  );
}

const issuer = 'token.actions.githubusercontent.com';

test('There is one stack, and in it one provider, where dev and prod share an account', () => {
  expect(Object.keys(oneAccount)).toEqual(['shop-ci']);
  expect(theOne(template!, 'AWS::IAM::OIDCProvider').Properties).toMatchObject({
    Url: `https://${issuer}`,
    ClientIdList: ['sts.amazonaws.com'],
  });
});

test('It stores no key, makes no user, and runs no function', () => {
  const types = new Set(resources(template!).map(({ Type }) => Type));
  expect([...types].toSorted()).toEqual([
    'AWS::IAM::OIDCProvider',
    'AWS::IAM::Policy',
    'AWS::IAM::Role',
  ]);
});

describe('The roles', () => {
  test('have names that a workflow can know', () => {
    expect(Object.keys(roles(template!)).toSorted()).toEqual([
      'shop-ci-deploy-dev',
      'shop-ci-deploy-prod',
      'shop-ci-diff',
    ]);
  });

  test('are for one repository, by exact subjects', () => {
    const shared = { [`${issuer}:aud`]: 'sts.amazonaws.com' };
    expect(trust(template!, 'shop-ci-diff')).toEqual({
      ...shared,
      [`${issuer}:sub`]: `repo:${repository}:pull_request`,
    });
    for (const name of ['dev', 'prod']) {
      expect(trust(template!, `shop-ci-deploy-${name}`)).toEqual({
        ...shared,
        [`${issuer}:sub`]: `repo:${repository}:environment:${name}`,
        [`${issuer}:ref`]: 'refs/heads/main',
      });
    }
  });

  test('last an hour to look, and two to deploy', () => {
    const hours = Object.entries(roles(template!)).map(([name, { role }]) => [
      name,
      role['MaxSessionDuration'] / 3600,
    ]);
    expect(Object.fromEntries(hours)).toEqual({
      'shop-ci-diff': 1,
      'shop-ci-deploy-dev': 2,
      'shop-ci-deploy-prod': 2,
    });
  });

  test('let a pull request read the templates of this project, and nothing else', () => {
    const actions = 'cloudformation:DescribeStacks, cloudformation:GetTemplate';
    expect(permissions(template!, 'shop-ci-diff')).toEqual(
      ['dev', 'prod'].flatMap((environment) =>
        ['data', 'network', 'web'].map(
          (stack) =>
            `${actions} on arn:aws:cloudformation:eu-central-1:<AWS::AccountId>:stack/shop-${environment}-${stack}/*`,
        ),
      ),
    );
  });

  test('let a deployment take the roles of the CDK, and do nothing by itself', () => {
    const role = 'arn:aws:iam::<AWS::AccountId>:role/cdk-hnb659fds';
    expect(permissions(template!, 'shop-ci-deploy-prod')).toEqual(
      ['deploy', 'file-publishing', 'lookup'].map(
        (name) => `sts:AssumeRole on ${role}-${name}-role-<AWS::AccountId>-eu-central-1`,
      ),
    );
  });
});

describe('With an account for each environment', () => {
  const stacks = synthesize(
    { providerExistsIn: ['prod'] },
    { dev: { account: '111111111111' }, prod: { account: '222222222222' } },
  );

  test('each has a stack, with the role of its own environment', () => {
    expect(
      Object.entries(stacks).map(([name, of]) => [name, Object.keys(roles(of)).toSorted()]),
    ).toEqual([
      ['shop-ci-dev', ['shop-ci-deploy-dev', 'shop-ci-diff']],
      ['shop-ci-prod', ['shop-ci-deploy-prod', 'shop-ci-diff']],
    ]);
    expect(JSON.stringify(stacks['shop-ci-dev'])).not.toContain('222222222222');
    expect(JSON.stringify(stacks['shop-ci-prod'])).not.toContain('111111111111');
  });

  test('a provider that is there already is used as it is', () => {
    expect(resources(stacks['shop-ci-dev']!, 'AWS::IAM::OIDCProvider')).toHaveLength(1);
    expect(resources(stacks['shop-ci-prod']!, 'AWS::IAM::OIDCProvider')).toEqual([]);
    const { role } = roles(stacks['shop-ci-prod']!)['shop-ci-diff']!;
    const principal = role['AssumeRolePolicyDocument'].Statement[0].Principal.Federated;
    expect(flatten(principal)).toBe(`arn:aws:iam::222222222222:oidc-provider/${issuer}`);
  });
});

test('A web ACL before CloudFront stands in another region, which the deployment reaches too', () => {
  const firewall = { requestsPerMinute: 600, managedRules: [] };
  const [of] = Object.values(synthesize({}, { prod: { firewall } }));
  const regions = (role: string) =>
    new Set(permissions(of!, role).map((sentence) => /[a-z]+-[a-z]+-\d$/.exec(sentence)?.[0]));
  expect(regions('shop-ci-deploy-prod')).toEqual(new Set(['eu-central-1', 'us-east-1']));
  expect(regions('shop-ci-deploy-dev')).toEqual(new Set(['eu-central-1']));
  expect(permissions(of!, 'shop-ci-diff').join()).toContain(':us-east-1:');
});

test.each([
  [undefined, 'ci.repository in lib/infra/project.ts: not set.'],
  ['shop', 'shop is no GitHub repository'],
  ['octo-org/*', 'octo-org/* is no GitHub repository'],
  ['octo-org@1234/shop', 'octo-org@1234/shop is no GitHub repository'],
  ['repo:octo-org/shop', 'repo:octo-org/shop is no GitHub repository'],
])('The repository %s is refused by name', (wrong, message) => {
  expect(() => synthesize({ repository: wrong })).toThrow(message);
});

test('An older repository is named without ids', () => {
  const [of] = Object.values(synthesize({ repository: 'octo-org/shop' }));
  expect(trust(of!, 'shop-ci-diff')).toMatchObject({
    [`${issuer}:sub`]: 'repo:octo-org/shop:pull_request',
  });
});
