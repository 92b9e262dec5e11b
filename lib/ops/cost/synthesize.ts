import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { addEnvironment } from '../../infra/add-environment';
import type { EnvironmentConfig, Project } from '../../infra/config';
import type { BilledResource, Properties } from './bill';

const root = join(__dirname, '../../..');

/** Stands for the bundled server, which costs the same whatever is in it. */
const bundle = join(root, 'lib/infra/host');

/**
 * The resources of one environment as its configuration stands now. Asks AWS nothing.
 *
 * @throws Error naming every field of the config that can't work
 */
export function synthesize(project: Project, config: EnvironmentConfig): BilledResource[] {
  const outdir = mkdtempSync(join(tmpdir(), 'cost-'));
  try {
    const app = new App({
      outdir,
      context: context(),
      // A deployment checks the templates, which takes as long as all the rest.
      builtinCloudFormationValidation: false,
      treeMetadata: false,
    });
    addEnvironment(app, project, config, bundle);
    return app.synth().stacks.flatMap(({ template, environment }) =>
      Object.entries(
        (template as { Resources: Record<string, { Type: string; Properties?: Properties }> })
          .Resources,
      ).map(([id, { Type, Properties = {} }]) => ({
        id,
        type: Type,
        properties: Properties,
        region: environment.region,
      })),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** As the CDK's command line has it, but that its warnings are for who deploys. */
function context(): Record<string, unknown> {
  const { context: all } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as {
    context: Record<string, unknown>;
  };
  return { ...all, '@aws-cdk/core:annotationsInValidationReport': false };
}
