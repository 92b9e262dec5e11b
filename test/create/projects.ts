import { combinations } from '../../lib/create/combinations';
import { features, featuresOf } from '../../lib/create/features';
import { render } from '../../lib/create/render';
import type { Project } from '../../lib/create/render';
import { defaultAnswers, template } from './default-project';

/** A project for each pair of stores that one can choose. */
export const projects = combinations.map((stores) => {
  const files = render({ ...defaultAnswers, ...stores }, template);
  return {
    name: `${stores.session}+${stores.database}`,
    ...stores,
    files,
    features: featuresOf(stores, features),
    content: (file: string) => contentOf(files, file),
  };
});

export type TestProject = (typeof projects)[number];

export function contentOf(files: Project, file: string): string {
  return files.get(file)!.content.toString();
}
