import { spawnSync } from 'node:child_process';

interface Finding {
  readonly Rule: { readonly Id: string };
  readonly Message: string;
}

/** A second opinion beside the CDK's own validator, where somebody has installed it. */
export const canLint = spawnSync('cfn-lint', ['--version']).status === 0;

/** What cfn-lint finds in templates, but for what it does not know yet and what the CDK itself writes twice. */
export function lint(files: readonly string[]): Finding[] {
  const args = ['--format', 'json', '--regions', 'us-east-1', '--template', ...files];
  const { stdout } = spawnSync('cfn-lint', args, { encoding: 'utf8' });
  const findings: Finding[] = JSON.parse(stdout);
  return findings.filter((finding) => !expected(finding));
}

function expected({ Rule, Message }: Finding): boolean {
  return (
    (Rule.Id === 'E3016' && Message.includes('AutoScalingInstanceRefresh')) || Rule.Id === 'W3005'
  );
}
