import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { emptyFolder } from './folder';
import { projects } from './projects';
import { stepsOf, workflowsOf } from './workflows';
import type { Job, Workflow } from './workflows';

const project = projects.find(({ name }) => name === 'redis+postgres+github')!;
const workflows = workflowsOf(project);
const named = (file: string) =>
  workflows.find((workflow) => workflow.file === `.github/workflows/${file}`)!;

/** Each job, with the workflow that it is in. */
const jobs = workflows.flatMap((workflow) =>
  Object.entries(workflow.jobs).map(([id, job]) => ({
    place: `${workflow.file} ${id}`,
    workflow,
    job,
  })),
);

const scripts = workflows
  .flatMap((workflow) => stepsOf(workflow).map((step) => ({ ...step, file: workflow.file })))
  .flatMap(({ run, name = run, file }) => (run === undefined ? [] : [{ file, name, run }]));

test('there is one for pull requests, one for deployments, and what both use', () => {
  const triggers = workflows.map(({ file, on }) => [file, Object.keys(on)]);
  expect(Object.fromEntries(triggers)).toEqual({
    '.github/workflows/deploy-environment.yml': ['workflow_call'],
    '.github/workflows/deploy.yml': ['push', 'workflow_dispatch'],
    '.github/workflows/pull-request.yml': ['pull_request'],
    '.github/workflows/test.yml': ['workflow_call'],
  });
  expect(named('deploy.yml').on['push']).toEqual({ branches: ['main'] });
});

test('they depend on no answer', () => {
  const others = projects.filter(({ features }) => features.github);
  expect(others.length).toBeGreaterThan(10);
  for (const other of others) expect(workflowsOf(other)).toEqual(workflows);
});

describe.each(workflows.map((workflow) => [workflow.file, workflow] as const))(
  '%s',
  (_, workflow) => {
    test('gives no permission but what each job asks for', () => {
      expect(workflow.permissions).toEqual({});
    });

    test('names no secret, and never runs what a fork has written with more than a fork may', () => {
      expect(workflow.text).not.toMatch(/secrets[.[]|secrets:|AWS_(?:ACCESS|SECRET)/);
      expect(workflow.text).not.toMatch(/pull_request_target|workflow_run/);
    });

    test('takes each action by its commit, and says which version that is', () => {
      const uses = workflow.text
        .split('\n')
        .filter((line) => /^\s*(?:- )?uses: (?!\.\/)/.test(line));
      for (const line of uses) {
        expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      }
    });
  },
);

test('an action has the same version wherever it is used', () => {
  const versions = new Map<string, Set<string>>();
  for (const { uses } of workflows.flatMap(stepsOf)) {
    const [action, version] = uses?.split('@') ?? [];
    if (action && version) versions.set(action, (versions.get(action) ?? new Set()).add(version));
  }
  expect([...versions.keys()].toSorted()).toEqual([
    'actions/checkout',
    'actions/download-artifact',
    'actions/setup-node',
    'actions/upload-artifact',
    'aws-actions/configure-aws-credentials',
  ]);
  for (const [action, found] of versions) expect([action, found.size]).toEqual([action, 1]);
});

describe.each(jobs)('$place', ({ workflow, job }) => {
  test('says what it may do', () => {
    expect(job.permissions).toBeDefined();
    const allowed = ['contents: read', 'actions: read', 'id-token: write', 'pull-requests: write'];
    for (const [what, how] of Object.entries(job.permissions!)) {
      expect(allowed).toContain(`${what}: ${how}`);
    }
  });

  test('may sign in to AWS only where it does', () => {
    expect(job.permissions!['id-token'] === 'write').toBe(signsIn(job));
  });

  test('ends in time', () => {
    if (job.uses === undefined) expect(job['timeout-minutes']).toBeLessThanOrEqual(120);
  });

  test('refers to outputs and inputs that there are', () => {
    const text = JSON.stringify(job);
    for (const [, id, output] of text.matchAll(/needs\.([\w-]+)\.outputs\.([\w-]+)/g)) {
      expect([job.needs].flat()).toContain(id);
      expect(Object.keys(outputsOf(workflow.jobs[id!]!))).toContain(output);
    }
    const inputs = {
      ...workflow.on['workflow_call']?.inputs,
      ...workflow.on['workflow_dispatch']?.inputs,
    };
    for (const [, input] of text.matchAll(/\binputs\.([\w-]+)/g)) {
      expect(Object.keys(inputs)).toContain(input);
    }
  });

  test('gives what it calls every input, and no other', () => {
    if (job.uses === undefined) return;
    const called = workflows.find(({ file }) => job.uses === `./${file}`)!;
    expect(Object.keys(job.with ?? {}).toSorted()).toEqual(
      Object.keys(called.on['workflow_call']?.inputs ?? {}).toSorted(),
    );
    const needed = Object.values(called.jobs).flatMap(({ permissions = {} }) =>
      Object.entries(permissions),
    );
    expect(job.permissions).toEqual(Object.fromEntries(needed));
  });
});

describe('the code that is checked out', () => {
  const checkouts = workflows.flatMap(stepsOf).filter(({ uses }) => uses?.includes('/checkout@'));

  test('comes without the token that fetched it', () => {
    expect(checkouts.length).toBeGreaterThan(2);
    for (const step of checkouts) expect(step.with).toEqual({ 'persist-credentials': false });
  });

  test('runs on Node.js 24, with no install script', () => {
    const nodes = workflows.flatMap(stepsOf).filter(({ uses }) => uses?.includes('/setup-node@'));
    expect(nodes).toHaveLength(checkouts.length);
    for (const step of nodes) expect(step.with).toEqual({ 'node-version': 24, cache: 'npm' });
    const installs = scripts.filter(({ run }) => run.includes('npm ci'));
    expect(installs).toHaveLength(checkouts.length);
    for (const { run } of installs) expect(run).toBe('npm ci --ignore-scripts');
  });
});

describe.each(scripts)('$file: $name', ({ run }) => {
  test('is a script for bash', () => {
    execFileSync('bash', ['-n'], { input: run });
  });

  test('has nothing put into it that somebody else wrote, as the name of a branch', () => {
    expect(run).not.toContain('${{');
  });

  test('calls what the project has', () => {
    const { scripts: own, devDependencies } = JSON.parse(project.content('package.json'));
    for (const [, name] of run.matchAll(/npm run ([\w:-]+)/g)) expect(own).toHaveProperty([name!]);
    for (const [, name] of run.matchAll(/npx ([\w-]+)/g)) {
      expect(devDependencies).toHaveProperty([name === 'cdk' ? 'aws-cdk' : name!]);
    }
    for (const [, file] of run.matchAll(/node -r tsx\/cjs (\S+)/g)) {
      expect([...project.files.keys()]).toContain(file);
    }
  });
});

describe('a deployment', () => {
  const deploy = named('deploy-environment.yml').jobs['deploy']!;
  const step = (name: string) => deploy.steps!.findIndex((one) => one.name === name);

  test('is never cut off by the next', () => {
    expect(deploy.concurrency).toEqual({
      group: 'deploy-${{ inputs.environment }}',
      'cancel-in-progress': false,
    });
    expect(parse(named('deploy.yml').text)).not.toHaveProperty('concurrency');
  });

  test('takes what was tested, and asks nobody', () => {
    const run = deploy.steps![step('Deploy')]!.run!;
    expect(run).toContain('npx cdk deploy --app cdk.out --require-approval never');
    expect(JSON.stringify(deploy)).not.toContain('synth');
  });

  test('comes after the check that nothing is lost, which only an input leaves out', () => {
    expect(step('Nothing that remembers is replaced')).toBeLessThan(step('Deploy'));
    expect(step('Nothing that remembers is replaced')).toBeGreaterThan(step('What will change'));
    expect(deploy.steps![step('Nothing that remembers is replaced')]!.if).toBe(
      '${{ !inputs.replace }}',
    );
  });

  test('of prod comes after dev, and after somebody who approves or runs it by hand', () => {
    const { prod } = named('deploy.yml').jobs;
    expect(prod!.needs).toEqual(['test', 'dev', 'approval']);
    expect(prod!.if).toContain("(needs.approval.outputs.reviewers != '0' || inputs.prod)");
    expect(deploy.environment!.name).toBe('${{ inputs.environment }}');
  });

  test('runs for no longer than its role', () => {
    const seconds = deploy.steps!.find(({ with: given }) => given?.['role-to-assume'])!.with![
      'role-duration-seconds'
    ];
    expect(seconds).toBe(7200);
    expect(deploy['timeout-minutes']! * 60).toBeLessThan(7200);
  });
});

test('a pull request of a fork or of Dependabot is tested, and not compared', () => {
  const { diff, test: tested } = named('pull-request.yml').jobs;
  expect(diff!.if).toContain('github.event.pull_request.head.repo.full_name == github.repository');
  expect(diff!.if).toContain("github.actor != 'dependabot[bot]'");
  expect(tested!.if).toBeUndefined();
});

const installed = spawnSync('actionlint', ['-version']).status === 0;

(installed ? test : test.skip)('actionlint finds nothing', () => {
  const folder = emptyFolder();
  execFileSync('git', ['init', '--quiet', folder]);
  for (const { file, text } of workflows) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const { stdout } = spawnSync('actionlint', { cwd: folder, encoding: 'utf8' });
  // oxlint-disable-next-line jest/no-standalone-expect
  expect(stdout).toBe('');
});

/** Whether a job, or what it calls, takes a role. */
function signsIn(job: Job): boolean {
  if (job.uses === undefined)
    return (job.steps ?? []).some(({ with: given }) => given?.['role-to-assume']);
  const called = workflows.find(({ file }) => job.uses === `./${file}`)!;
  return Object.values(called.jobs).some(signsIn);
}

function outputsOf(job: Job): object {
  const called: Workflow | undefined = workflows.find(({ file }) => job.uses === `./${file}`);
  return called ? (called.on['workflow_call']?.outputs ?? {}) : (job.outputs ?? {});
}
