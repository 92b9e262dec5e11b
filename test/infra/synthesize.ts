import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { SynthesisMessageLevel } from 'aws-cdk-lib/cx-api';
import { addEnvironment } from '../../lib/infra/add-environment';
import { environments } from '../../lib/infra/config';
import { addPolicyChecks } from '../../lib/infra/policy-checks';
import type { Setup } from './setups';
import type { Synthesized, Template } from './templates';

/** Stands for the bundled server. */
const bundle = join(__dirname, 'bundle');

/**
 * Synthesizes one environment under a fixed name and region, whatever the project's own are, and
 * with the context of cdk.json: the validator is strict.
 *
 * @param outdir gets the cloud assembly
 * @throws Error on any finding of the validator or of cdk-nag
 */
export function synthesize(setup: Setup, outdir: string): Synthesized {
  const { context } = JSON.parse(readFileSync(join(__dirname, '../../cdk.json'), 'utf8'));
  const project = { name: 'app', region: 'us-east-1', domain: undefined, ...setup.project };
  const config = { ...environments[setup.environment], ...setup.config };
  const app = new App({
    outdir,
    // A warning of our own is no finding: tests see all of these in `warnings`.
    context: { ...context, '@aws-cdk/core:annotationsInValidationReport': false },
  });
  addPolicyChecks(app);
  const environment = addEnvironment(app, project, config, bundle);
  const assembly = app.synth();

  const parts = ['network', 'data', 'web', ...(environment.firewall ? ['firewall'] : [])];
  const stacks = parts.map((part) =>
    assembly.getStackByName(`${project.name}-${config.name}-${part}`),
  );
  const [network, data, web, firewall] = stacks.map((stack): Template => stack.template);
  return {
    environment: config.name,
    protect: config.protect,
    stores: config.stores.map(({ port, apis }) => ({ port, apis: Object.keys(apis ?? {}) })),
    network: network!,
    data: data!,
    web: web!,
    firewall,
    tags: stacks.map((stack) => stack.tags),
    warnings: stacks.flatMap((stack) =>
      stack.messages
        .filter((message) => message.level === SynthesisMessageLevel.WARNING)
        .map((message) => JSON.stringify(message.entry.data)),
    ),
    files: stacks.map((stack) => stack.templateFullPath),
  };
}
