/** What is said when a project stands, or would. */
import { relative } from 'node:path';
import type { Decided } from './answers';
import type { Colours } from './colours';
import type { GitOutcome } from './git';
import type { Plan } from './plan';
import type { Project } from './render';

/** The commands to type next, in order. */
export function nextSteps({ directory, answers, wishes }: Decided, cwd: string): string[] {
  const folder = relative(cwd, directory);
  return [
    ...(folder ? [`cd ${quoted(folder)}`] : []),
    ...(wishes.install ? [] : [`${answers.pm} install`]),
    `${answers.pm} run dev`,
  ];
}

/** For a shell, which must take nothing in the name of a folder for a command. */
function quoted(folder: string): string {
  if (!/[^\w./\\:-]/.test(folder)) return folder;
  return process.platform === 'win32' ? `"${folder}"` : `'${folder.replaceAll("'", `'\\''`)}'`;
}

export function summary(
  decided: Decided,
  cwd: string,
  made: Plan,
  git: GitOutcome | undefined,
  colours: Colours,
): string {
  const { bold, cyan, dim, green } = colours;
  const { answers, directory } = decided;
  const kept = [...made.actions].filter(([, action]) => action === 'keep').map(([file]) => file);
  const files = [...made.actions.values()].filter((action) => action !== 'keep').length;
  return [
    `${green('✔')} ${bold(answers.name)}: ${files} files in ${directory}`,
    ...(kept.length > 0 ? [dim(`  Kept as it was: ${kept.join(', ')}`)] : []),
    ...(git && git !== 'committed' ? [dim(`  No first commit: ${git}.`)] : []),
    ...(answers.ci === 'github' && answers.repository === undefined
      ? [
          dim(
            '  Before it can deploy: set ci.repository in lib/infra/project.ts, as README.md says.',
          ),
        ]
      : []),
    '',
    'Next:',
    ...nextSteps(decided, cwd).map((step) => `  ${cyan(step)}`),
    '',
    dim('README.md says how to test it, deploy it, and where things are.'),
  ].join('\n');
}

/** `--dry-run`: each file with what would happen to it. */
export function listing(project: Project, { directory, actions }: Plan): string {
  const rows = [...project.keys()].map(
    (file) => `  ${(actions.get(file) ?? '').padEnd(10)}${file}`,
  );
  return [`${directory} would get:`, ...rows].join('\n');
}
