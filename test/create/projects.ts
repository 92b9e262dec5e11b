import { allChoices } from '../../lib/create/combinations';
import { features, featuresOf } from '../../lib/create/features';
import { render } from '../../lib/create/render';
import type { Project } from '../../lib/create/render';
import { defaultAnswers, template } from './default-project';

/** A project for each pair of stores that one can choose, without and with each service of CI. */
export const projects = allChoices.map((choices) => {
  const { session, database, ci } = choices;
  const files = render({ ...defaultAnswers, ...choices }, template);
  return {
    name: `${session}+${database}${ci === 'none' ? '' : `+${ci}`}`,
    ...choices,
    files,
    features: featuresOf(choices, features),
    content: (file: string) => contentOf(files, file),
  };
});

export type TestProject = (typeof projects)[number];

export function contentOf(files: Project, file: string): string {
  return files.get(file)!.content.toString();
}
