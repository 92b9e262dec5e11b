import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { describeWhere } from '../host/machine';
import type { Step, Workflow } from '../create/workflows';
import { account, canEmulateAws, startEmulator, type Emulator } from './deploy-emulator';
import { bootstrap } from './deploy-stacks';
import { projectsIn } from './matrix-project';
import { startGate, type Allowed, type Gate } from './permission-gate';
import { bareEnvironment, run } from './run';

const minutes = 60_000;
const workflows = path.resolve(__dirname, '../../templates/ci/github/.github/workflows');
const projects = projectsIn('ci');
let project: string;
let outputsFolder: string;

beforeAll(async () => {
  outputsFolder = await mkdtemp(path.join(tmpdir(), 'ci-outputs-'));
  await projects.build();
  project = await projects.make('shop', {
    session: 'redis',
    database: 'postgres',
    ci: 'github',
    repository: 'octo-org@1234/shop@5678',
  });
  const config = path.join(project, 'lib/infra/config.ts');
  const text = await readFile(config, 'utf8');
  await writeFile(config, text.replaceAll('account: undefined', `account: '${account}'`));
  await run('git', ['add', '--all'], { cwd: project });
}, 2 * minutes);

afterAll(async () => {
  await projects.remove();
  await rm(outputsFolder, { recursive: true, force: true });
});

function stepsOf(file: string, job: string): readonly Step[] {
  const text = readFileSync(path.join(workflows, file), 'utf8');
  const { jobs } = parse(text) as Workflow;
  return jobs[job]!.steps!;
}

function scriptOf(file: string, job: string, name: string): string {
  return stepsOf(file, job).find((step) => step.name === name)!.run!;
}

/**
 * Runs a script of a workflow as GitHub does, in the project.
 *
 * @returns what the step set as its outputs
 */
async function runStep(
  script: string,
  environment: Record<string, string> = {},
): Promise<Record<string, string>> {
  const outputs = path.join(outputsFolder, 'outputs');
  await writeFile(outputs, '');
  await run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: project,
    env: bareEnvironment({ CI: 'true', GITHUB_OUTPUT: outputs, ...environment }),
  });
  const lines = (await readFile(outputs, 'utf8')).trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
}

describe('a change passes', () => {
  const scripts = stepsOf('test.yml', 'test').flatMap(({ run: script, name = script }) =>
    // Its packages are this repository's.
    script === undefined || script.startsWith('npm ci') ? [] : [{ name, script }],
  );
  const outputs: Record<string, string> = {};

  test.each(scripts)(
    '$name',
    async ({ script }) => {
      // Most of its tests run elsewhere.
      const given = script === 'npm test -- --ci' ? `${script} --selectProjects ci` : script;
      Object.assign(outputs, await runStep(given));
    },
    3 * minutes,
  );

  test('and then has the assembly to deploy, and the roles to do it by', async () => {
    const role = `arn:aws:iam::${account}:role/shop-ci`;
    expect(outputs).toMatchObject({
      region: 'us-east-1',
      'dev-diff': `${role}-diff`,
      'dev-deploy': `${role}-deploy-dev`,
      'prod-deploy': `${role}-deploy-prod`,
    });
    await runStep('rm -r cdk.out && tar -xf assembly.tar && test -f cdk.out/ci.template.json');
  });
});

describeWhere(canEmulateAws, 'moto_server')('in an emulated AWS', () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startEmulator();
    await bootstrap(emulator);
  }, 2 * minutes);

  afterAll(() => emulator?.stop());

  /** Runs steps of a job with a role of the stack ci and nothing else. */
  async function as(
    role: string,
    work: (environment: Record<string, string>) => Promise<void>,
  ): Promise<Gate> {
    const { accessKeyId } = emulator.client.credentials;
    const gate = await startGate(emulator.endpoint, accessKeyId, await policyOf(role));
    try {
      await work({ ...emulator.environment, AWS_ENDPOINT_URL: gate.endpoint });
    } finally {
      gate.stop();
    }
    return gate;
  }

  test(
    'the role of dev deploys dev, by nothing but the roles of the CDK',
    async () => {
      let url: string | undefined;
      const gate = await as('shop-ci-deploy-dev', async (environment) => {
        const env = { ...environment, ENVIRONMENT: 'dev' };
        for (const name of ['What will change', 'Nothing that remembers is replaced', 'Deploy']) {
          const outputs = await runStep(scriptOf('deploy-environment.yml', 'deploy', name), env);
          url ??= outputs['url'];
        }
      });
      expect(url).toMatch(/^http:\/\/\S+$/);
      expect(gate.refused).toEqual([]);
      expect([...new Set(gate.passed)].toSorted()).toEqual([
        ...['deploy', 'file-publishing', 'lookup'].map(
          (name) =>
            `sts:AssumeRole on arn:aws:iam::${account}:role/cdk-hnb659fds-${name}-role-${account}-us-east-1`,
        ),
      ]);
    },
    3 * minutes,
  );

  test(
    'the role of pull requests compares, by nothing but reading templates',
    async () => {
      const gate = await as('shop-ci-diff', async (environment) => {
        await runStep(scriptOf('pull-request.yml', 'diff', 'Diff of dev'), environment);
        await runStep(scriptOf('pull-request.yml', 'diff', 'Diff of prod'), environment);
      });
      expect(await readFile(path.join(project, 'dev.diff'), 'utf8')).toContain(
        'Number of stacks with differences: 0',
      );
      expect(await readFile(path.join(project, 'prod.diff'), 'utf8')).toContain(
        'Number of stacks with differences: 3',
      );
      const actions = new Set(gate.passed.map((sentence) => sentence.split(' ')[0]!));
      expect([...actions].toSorted()).toEqual([
        'cloudformation:DescribeStacks',
        'cloudformation:GetTemplate',
      ]);
      // It tries the CDK's own role for looking, which may read the whole account.
      expect(gate.refused.every((sentence) => sentence.includes('-lookup-role-'))).toBe(true);
    },
    2 * minutes,
  );

  test(
    'a release that would replace the network is not deployed',
    async () => {
      const template = path.join(project, 'cdk.out/dev-network.template.json');
      const text = await readFile(template, 'utf8');
      await writeFile(template, text.replaceAll('"10.10.0.0/16"', '"10.99.0.0/16"'));
      const env = { ENVIRONMENT: 'dev' };
      await as('shop-ci-deploy-dev', async (environment) => {
        const diff = scriptOf('deploy-environment.yml', 'deploy', 'What will change');
        await runStep(diff, { ...environment, ...env });
      });
      const check = scriptOf(
        'deploy-environment.yml',
        'deploy',
        'Nothing that remembers is replaced',
      );
      await expect(runStep(check, env)).rejects.toThrow(
        /AWS::EC2::VPC Network\/Vpc would be replaced/,
      );
    },
    2 * minutes,
  );

  async function policyOf(role: string): Promise<Allowed[]> {
    const text = await readFile(path.join(project, 'cdk.out/ci.template.json'), 'utf8');
    const resources = Object.entries<{ Type: string; Properties: Record<string, any> }>(
      JSON.parse(text).Resources,
    );
    const [id] = resources.find(([, { Properties }]) => Properties['RoleName'] === role)!;
    return resources
      .filter(
        ([, { Type, Properties }]) =>
          Type === 'AWS::IAM::Policy' && Properties['Roles'][0].Ref === id,
      )
      .flatMap(([, { Properties }]) => Properties['PolicyDocument'].Statement)
      .map(({ Action, Resource }) => ({ actions: [Action].flat(), resources: [Resource].flat() }));
  }
});
