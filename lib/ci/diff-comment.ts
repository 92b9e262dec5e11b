/** What a pull request would change on AWS, in Markdown. */
import { describeLoss, losses } from './losses';

/** The comment is known by it, and so changed and not repeated. */
export const marker = '<!-- cdk diff -->';

export interface EnvironmentDiff {
  readonly environment: string;
  /** What `cdk diff --no-color` printed. */
  readonly diff: string;
}

/** GitHub takes comments of up to 65,536 characters; two environments share them. */
const mostCharacters = 30_000;

export function diffComment(diffs: readonly EnvironmentDiff[]): string {
  const parts = diffs.map(({ environment, diff }) => {
    // What comes first is what npm and the CDK say of themselves.
    const start = /^Stack /m.exec(diff)?.index ?? 0;
    const text = diff.slice(start).trim();
    const changed = !/Number of stacks with differences: 0$/m.test(text);
    const lost = losses(text);
    return [
      `#### ${environment}: ${changed ? 'changes' : 'no change'}`,
      ...(lost.length > 0 ? [warning(lost.map(describeLoss))] : []),
      ...(changed ? [details(text)] : []),
    ].join('\n\n');
  });
  return [marker, '### What this changes on AWS', ...parts].join('\n\n');
}

function warning(lines: readonly string[]): string {
  return [
    '> [!WARNING]',
    '> The deployment stops here: what this replaces remembers.',
    '>',
    ...lines.map((line) => `> - ${line}`),
  ].join('\n');
}

function details(text: string): string {
  const shown =
    text.length <= mostCharacters
      ? text
      : `${text.slice(0, mostCharacters)}\n… ${text.length - mostCharacters} characters more, in the log of this job`;
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return ['<details><summary>cdk diff</summary>', '', fence, shown, fence, '', '</details>'].join(
    '\n',
  );
}
