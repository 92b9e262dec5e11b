import { spawnSync } from 'node:child_process';
import { allSetupNames, ownSetupNames, templatesOf } from './templates';

interface Finding {
  readonly Rule: { readonly Id: string };
  readonly Message: string;
}

/** What cfn-lint does not know yet, and what the CDK itself writes twice. */
const expected = ({ Rule, Message }: Finding): boolean =>
  (Rule.Id === 'E3016' && Message.includes('AutoScalingInstanceRefresh')) || Rule.Id === 'W3005';

// A second opinion beside the CDK's own validator, where somebody has installed it.
const installed = spawnSync('cfn-lint', ['--version']).status === 0;

(installed ? test : test.skip)(
  'cfn-lint finds nothing new in the templates',
  () => {
    const files = [
      ...templatesOf('dev').files,
      ...templatesOf('prod').files,
      ...templatesOf('prod with a domain').files.filter((file) => !file.includes('-data.')),
      ...allSetupNames
        .filter((setup) => !ownSetupNames.includes(setup))
        .flatMap((setup) => templatesOf(setup).files)
        .filter((file) => file.includes('-data.')),
    ];
    const args = ['--format', 'json', '--regions', 'us-east-1', '--template', ...files];
    const { stdout } = spawnSync('cfn-lint', args, { encoding: 'utf8' });
    const findings: Finding[] = JSON.parse(stdout);
    // oxlint-disable-next-line jest/no-standalone-expect
    expect(findings.filter((finding) => !expected(finding))).toEqual([]);
  },
  60_000,
);
