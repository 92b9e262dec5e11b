/** The object of `--json` for a run that went well. */
import type { Decided } from './answers';
import type { GitOutcome } from './git';
import type { Plan } from './plan';
import type { Project } from './render';
import { nextSteps } from './summary';

export interface Done {
  readonly decided: Decided;
  readonly project: Project;
  readonly plan: Plan;
  readonly version: string;
  readonly git: GitOutcome | undefined;
}

export function result({ decided, project, plan, version, git }: Done, cwd: string): object {
  const { answers, directory, wishes } = decided;
  return {
    ok: true,
    exitCode: 0,
    dryRun: wishes.dryRun,
    directory,
    template: version,
    answers,
    files: [...project].map(([path, file]) => ({
      path,
      class: file.class,
      action: plan.actions.get(path),
    })),
    installed: wishes.install && !wishes.dryRun,
    git: git ?? null,
    next: nextSteps(decided, cwd),
  };
}
