import { createServer } from 'node:net';
import { projectServices } from '../../lib/local/project-services';
import { waitFor } from '../../lib/local/processes/wait-for';
import { type DevProcess, DevProject, Visit } from './dev-under-test';

jest.setTimeout(60_000);

/** The file of the app that the tests change, and what they change in it. */
const COUNTER = 'app/routes/counter.ts';
const STEP = "session.increment('counter')";

describe('while somebody works', () => {
  const project = new DevProject();
  let dev: DevProcess;
  let visit: Visit;

  beforeAll(async () => {
    dev = project.start();
    visit = new Visit(await dev.url());
  });

  test('says which services it took, and shows a page', async () => {
    for (const { name } of projectServices) expect(dev.output).toContain(name);
    expect((await fetch(visit.url)).status).toBe(200);
    expect(await visit.count()).toBe(1);
  });

  test('shows a mistake, and the server goes on', async () => {
    project.edit(COUNTER, STEP, `${STEP} +`);
    await dev.says(/counter\.ts has changed[^]*The server from before goes on/);
    await dev.says(/ERROR[^]*counter\.ts/);
    expect(await visit.count()).toBe(2);
    project.edit(COUNTER, `${STEP} +`, STEP);
  });

  test('answers with new code, and the session goes on', async () => {
    project.edit(COUNTER, STEP, "session.increment('counter', 100)");
    const changed = async () => {
      const counter = await visit.count().catch(() => 0); // Nobody listens while the servers change over.
      return counter >= 100 ? counter : undefined;
    };
    const counter = await waitFor(changed, 30_000);
    // On top of what the old server counted; a session that was lost would show 100.
    expect(counter).toBeGreaterThanOrEqual(102);
    expect(dev.output).not.toContain('It starts again');
  });

  test('ends with Ctrl-C and leaves nothing', async () => {
    const processes = dev.processes();
    // Itself, and the server with its watchdog at least.
    expect(processes.length).toBeGreaterThanOrEqual(3);
    dev.ctrlC();
    expect(await dev.ended).toBe(0);
    expect(await project.left(processes)).toEqual([]);
  });
});

describe('started', () => {
  const project = new DevProject();

  test('twice at once takes different ports, and leaves nothing when killed', async () => {
    const two = [project.start(), project.start()];
    const [one = '', other = ''] = await Promise.all(two.map((dev) => dev.url()));
    expect(one).not.toBe(other);
    for (const url of [one, other]) expect(await new Visit(url).count()).toBe(1);

    const processes = two.flatMap((dev) => dev.processes());
    for (const dev of two) dev.child.kill('SIGKILL');
    expect(await project.left(processes)).toEqual([]);
  });

  test('without its port, its services or its server ends with 1 and the reason', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const taken = project.start({ PORT: String(port) });
    expect(await taken.ended).toBe(1);
    expect(taken.output).toContain(`PORT=${port}: another program listens there.`);
    other.close();

    const impossible = project.start({ LOCAL_SERVICES: 'docker' });
    expect(await impossible.ended).toBe(1);
    expect(impossible.output).toBe(
      '✘ LOCAL_SERVICES=docker: choose path or embedded, or unset it.\n',
    );

    const refused = project.start({ SESSION_IDLE_SECONDS: 'soon' });
    expect(await refused.ended).toBe(1);
    expect(refused.output).toContain('SESSION_IDLE_SECONDS');
    expect(refused.output).toContain('The server has ended with exit code 1.');
  });
});
