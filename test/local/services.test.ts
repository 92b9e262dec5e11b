import { projectServices } from '../../lib/local/project-services';
import type { LocalService } from '../../lib/local/service';
import { startServices } from '../../lib/local/services';
import { processesWith } from './processes';
import { makeProject, removeProject } from './project';

// A start takes about a second; on a busy machine many times that.
jest.setTimeout(30_000);

/** Without the addresses that the person who runs these tests may have set. */
const environment: NodeJS.ProcessEnv = { PATH: process.env['PATH'] };

describe('the services of this project', () => {
  let root: string;
  beforeEach(() => (root = makeProject()));
  afterEach(() => removeProject(root));

  test('are started together, each says which it took, and nothing is left of them', async () => {
    const services = await startServices({ root, ephemeral: true, environment });
    expect(Object.keys(services.environment)).toEqual(
      projectServices.map(({ variable }) => variable),
    );
    for (const [i, { name }] of projectServices.entries()) {
      expect(services.describe[i]).toContain(name);
    }
    await services.stop();
    expect(processesWith(root)).toEqual([]);
  });

  test('are the same for two who start them in one project', async () => {
    const started = await Promise.all([1, 2].map(() => startServices({ root, environment })));
    expect(started[0]?.environment).toEqual(started[1]?.environment);
    await Promise.all(started.map((services) => services.stop()));
    expect(processesWith(root)).toEqual([]);
  });
});

test('none of the others is left running when one can’t be had', async () => {
  const stopped: string[] = [];
  const good: LocalService = {
    name: 'Good',
    variable: 'GOOD_URL',
    start: async () => ({
      variable: 'GOOD_URL',
      url: 'good://',
      description: '',
      lost: new Promise(() => {}),
      stop: async () => void stopped.push('Good'),
    }),
  };
  const bad: LocalService = {
    name: 'Bad',
    variable: 'BAD_URL',
    start: () => Promise.reject(new Error('There is no Bad')),
  };
  const start = startServices({ root: '/nowhere', environment, services: [good, bad] });
  await expect(start).rejects.toThrow('There is no Bad');
  expect(stopped).toEqual(['Good']);
});

test('LOCAL_SERVICES must be a source that there is', async () => {
  await expect(
    startServices({ root: '/nowhere', environment: { LOCAL_SERVICES: 'docker' } }),
  ).rejects.toThrow('LOCAL_SERVICES=docker: choose path or embedded, or unset it.');
});
