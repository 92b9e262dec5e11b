import { projectServices } from '../../lib/local/project-services';
import { DevProject } from './dev-under-test';
import { commandLine } from './processes';

jest.setTimeout(60_000);

const project = new DevProject();

test('says so and ends with 1 when a service is lost', async () => {
  const dev = project.start();
  await dev.url();
  const processes = dev.processes();
  // The servers that watchdogs guard, but for the app's own.
  const [service] = processes.filter(
    (pid) => !/watchdog\.js|server\.js|dev\.ts|esbuild/.test(commandLine(pid)),
  );
  // To 0 the signal would go to this very process, and all that it started.
  if (service === undefined) throw new Error('There is no service to lose.');
  process.kill(service, 'SIGKILL');
  expect(await dev.ended).toBe(1);
  const names = projectServices.map(({ name }) => name).join('|');
  expect(dev.output).toMatch(new RegExp(`(${names}).*has stopped, with exit code`));
  expect(await project.left(processes)).toEqual([]);
});
