/** Makes a project: the steps, in order. */
import type { Decided } from './answers';
import { coloursFor } from './colours';
import type { GitOutcome } from './git';
import type { Interruption } from './interruption';
import type { Output } from './output';
import { packageManagers } from './package-manager';
import { plan as makePlan } from './plan';
import { render } from './render';
import { result } from './result';
import { lacksSnapshots, snapshotFolder, writeSnapshots } from './snapshots';
import { stage, writeFiles } from './staging';
import { listing, summary } from './summary';
import type { Template } from './template';

export interface Surroundings {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly output: Output;
  readonly interruption: Interruption;
}

/** @throws Failure, or what the disk throws; nothing is left behind then. */
export async function create(
  decided: Decided,
  template: Template,
  { cwd, env, output, interruption }: Surroundings,
): Promise<void> {
  const { answers, wishes, directory } = decided;
  const { version } = template;
  const project = render(answers, template);
  const takesSnapshots = wishes.install && lacksSnapshots(project);
  const later = [
    ...(wishes.install ? packageManagers[answers.pm]!.makes : []),
    ...(takesSnapshots ? [snapshotFolder] : []),
  ];
  const plan = makePlan(directory, project, wishes.force, later);
  if (wishes.dryRun) {
    output.say(listing(project, plan));
    output.result(() => result({ decided, project, plan, version, git: undefined }, cwd));
    return;
  }

  const staging = stage(plan);
  let git: GitOutcome | undefined;
  try {
    await writeFiles(project, plan, staging, () => interruption.check());
    if (wishes.install) {
      output.say(`Installing the dependencies with ${answers.pm}…`);
      const { signal } = interruption;
      const child = { cwd: staging.directory, signal, stdout: output.json ? 2 : 1 } as const;
      const { install } = await import('./install');
      await install(answers.pm, child);
      if (takesSnapshots) {
        output.say('Taking the snapshots of its stacks…');
        const taken = await writeSnapshots(answers.pm, child);
        if (!taken) output.say('Not taken: its first npm test writes them, or says what is wrong.');
      }
    }
    if (wishes.git) {
      const { commitFirst } = await import('./git');
      git = commitFirst(staging.directory, directory, version);
    }
    await interruption.check();
    staging.moveIn();
  } catch (error) {
    staging.discard();
    throw error;
  }
  output.say(summary(decided, cwd, plan, git, coloursFor(1, env)));
  output.result(() => result({ decided, project, plan, version, git }, cwd));
}
