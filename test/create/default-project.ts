import type { Answers } from '../../lib/create/answers';
import { collect } from '../../lib/create/collect';
import { render } from '../../lib/create/render';
import { pack, readRelease } from '../../lib/create/template';
import { packageJson, repository } from './repository';

export const defaultAnswers: Answers = {
  name: 'my-app',
  session: 'redis',
  database: 'postgres',
  region: 'us-east-1',
  ci: 'none',
  pm: 'npm',
};

export const template = readRelease(pack(collect(repository)), packageJson.version);

export const defaultProject = render(defaultAnswers, template);
