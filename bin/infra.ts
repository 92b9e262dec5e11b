import { App } from 'aws-cdk-lib';
import { buildApp } from '../lib/build/app';
import { addEnvironment } from '../lib/infra/add-environment';
import { environments } from '../lib/infra/config';
import { project } from '../lib/infra/project';

async function main(): Promise<void> {
  const bundle = 'dist/app';
  buildApp(bundle);

  const app = new App();
  // `cdk synth --no-validation` is for a quick look while one writes stacks: half of its time would be
  // these rules, which load all of the CDK.
  if (process.env['CDK_VALIDATION'] !== 'false') {
    const { addPolicyChecks } = await import('../lib/infra/policy-checks');
    addPolicyChecks(app);
  }
  for (const config of Object.values(environments)) {
    addEnvironment(app, project, config, bundle);
  }
}

void main();
