import { DevProject, Visit } from './dev-under-test';

jest.setTimeout(60_000);

const project = new DevProject();

test('a session begun at one server goes on at another of the same project', async () => {
  const two = [project.start(), project.start()];
  const [one = '', other = ''] = await Promise.all(two.map((dev) => dev.url()));
  const visit = new Visit(one);
  expect(await visit.count()).toBe(1);
  visit.url = other;
  expect(await visit.count()).toBe(2);
  for (const dev of two) dev.ctrlC();
  expect(await Promise.all(two.map((dev) => dev.ended))).toEqual([0, 0]);
});
