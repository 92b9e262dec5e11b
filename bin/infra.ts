import { App } from 'aws-cdk-lib';
import { buildApp } from '../lib/build/app';
import { addEnvironment } from '../lib/infra/add-environment';
import { environments } from '../lib/infra/config';
import { addPolicyChecks } from '../lib/infra/policy-checks';
import { project } from '../lib/infra/project';

const bundle = 'dist/app';
buildApp(bundle);

const app = new App();
addPolicyChecks(app);
for (const config of Object.values(environments)) {
  addEnvironment(app, project, config, bundle);
}
