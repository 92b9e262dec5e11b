/**
 * Posts what a pull request would change: `node -r tsx/cjs lib/ci/post-diff.ts dev.diff prod.diff`,
 * each file named for its environment and holding what `cdk diff --no-color` printed of it.
 * Reads GitHub's own variables, `GITHUB_TOKEN` and `PULL_REQUEST`, the number.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { diffComment, marker } from './diff-comment';
import { putComment } from './pull-request-comment';

async function main(files: readonly string[]): Promise<void> {
  const body = diffComment(
    files.map((file) => ({
      environment: basename(file, extname(file)),
      diff: readFileSync(file, 'utf8'),
    })),
  );
  const summary = process.env['GITHUB_STEP_SUMMARY'];
  if (summary !== undefined) appendFileSync(summary, `${body}\n`);
  const pull = {
    api: variable('GITHUB_API_URL'),
    repository: variable('GITHUB_REPOSITORY'),
    number: Number(variable('PULL_REQUEST')),
    token: variable('GITHUB_TOKEN'),
  };
  process.stdout.write(`Comment ${await putComment(pull, marker, body)}.\n`);
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set.`);
  return value;
}

void main(process.argv.slice(2));
