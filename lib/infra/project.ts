import type { Project } from './config';

/** What this project is called and where it runs: the answers it was made with. */
export const project: Project = {
  name: 'my-app',
  region: 'us-east-1',
  domain: undefined,
};
