import { parse } from 'yaml';
import type { TestProject } from './projects';

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly uses?: string;
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly environment?: { readonly name: string };
  readonly steps?: readonly Step[];
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Workflow {
  /** `.github/workflows/test.yml` */
  readonly file: string;
  readonly text: string;
  readonly on: Readonly<
    Record<string, { readonly outputs?: object; readonly inputs?: object } | null>
  >;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** The workflows of a project. @throws Error for one that is no YAML, as with a key that is there twice. */
export function workflowsOf({ files, content }: TestProject): Workflow[] {
  return [...files.keys()]
    .filter((file) => file.startsWith('.github/workflows/'))
    .map((file) => ({ file, text: content(file), ...parse(content(file)) }));
}

export function stepsOf({ jobs }: Workflow): Step[] {
  return Object.values(jobs).flatMap(({ steps = [] }) => steps);
}
