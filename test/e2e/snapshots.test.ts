import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { writeSnapshots } from '../../lib/create/snapshots';
import { projectsIn } from './matrix-project';
import { run } from './run';

const minutes = 60_000;
const projects = projectsIn('snapshots');

beforeAll(() => projects.build(), minutes);
afterAll(() => projects.remove());

test(
  'a project with other stores than the template’s own gets its snapshots before its first commit, and is held to them',
  async () => {
    // Where it is when it gets them: in a hidden folder beside its place.
    const cwd = await projects.make('.shop-1', {
      name: 'shop',
      session: 'memcached',
      database: 'none',
    });
    const templates = ['--selectProjects', 'infra', '--testPathPatterns', 'infra/templates'];
    const tested = () => run('npm', ['test', '--', '--ci', ...templates], { cwd });
    await expect(tested()).rejects.toThrow('New snapshot was not written');

    const { signal } = new AbortController();
    expect(await writeSnapshots('npm', { cwd, signal, stdout: 2 })).toBe(true);
    expect(await readdir(path.join(cwd, 'test/infra/__snapshots__'))).toEqual([
      'templates.test.ts.snap',
    ]);
    expect((await tested()).stderr).toMatch(/Snapshots: +12 passed, 12 total/);
  },
  5 * minutes,
);
