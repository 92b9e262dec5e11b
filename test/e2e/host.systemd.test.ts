import { once } from 'node:events';
import * as fs from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../lib/build/app';
import { startServices } from '../../lib/local/services';
import { describeWhere, environmentOfUserData, until } from '../host/machine';
import { BootedMachine, canBootMachines } from './host-machine';

jest.setTimeout(180_000);

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

describeWhere(canBootMachines, 'root, systemd-nspawn and debootstrap')('a booted server', () => {
  let machine: BootedMachine;
  let port: number;
  afterEach(() => machine.shutDown());

  async function boot(
    environment: Record<string, string>,
    bundle = join(__dirname, 'host-bundle'),
  ) {
    port = await freePort();
    machine = await BootedMachine.boot(bundle, {
      PORT: String(port),
      SHUTDOWN_TIMEOUT_SECONDS: '10',
      ...environment,
    });
  }

  function bootstrap(more: Record<string, string> = {}) {
    return machine.try('bash /opt/app/bundle/host/bootstrap.sh', {
      ...environmentOfUserData,
      LOG_FLUSH_SECONDS: '0',
      ...more,
    });
  }

  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);

  test('a good release: signals success, serves in its sandbox, logs, restarts, drains', async () => {
    await boot({ BEHAVIOUR: 'good' });
    const { status, output } = await bootstrap();
    if (status !== 0) throw new Error(output);
    expect(output).toMatch(/call: cfn-signal .* --success true/);

    // In its sandbox it has what Node needs, and little else.
    expect(await (await get('/')).json()).toEqual({
      user: 'app',
      serverId: 'i-0123456789abcdef0',
      cpus: true,
      networkInterfaces: true,
      temporaryFile: true,
      ownCodeIsReadOnly: true,
      otherProcessesAreHidden: true,
      homesAreHidden: true,
    });
    await machine.run('systemd-analyze security --threshold=15 app.service');

    const completed = async (hook: string) =>
      (await machine.calls()).filter((call) => call.includes(`--lifecycle-hook-name ${hook}`));
    await until(async () => (await completed('launch')).length > 0, 'the launch hook');
    const log = async () => (await machine.try('cat /var/log/app.log')).output;
    await until(async () => /migrated[\s\S]*the server listens/.test(await log()), 'the log file');

    // Killed, it is there again at once.
    await machine.run('systemctl kill --signal=SIGKILL app');
    await until(
      async () => (await log()).split('the server listens').length === 3,
      'the second start',
    );

    // At its end it finishes what it has begun; only then is the hook completed.
    const slow = get('/slow');
    await new Promise((sent) => setTimeout(sent, 300));
    machine.metadata.metadata.set('autoscaling/target-lifecycle-state', 'Terminated');
    await until(async () => /the server ends/.test(await log()), 'the end of the server');
    expect(await (await slow).text()).toBe('slow and whole');
    await until(async () => (await completed('terminate')).length > 0, 'the terminate hook');
    expect(await completed('launch')).toHaveLength(1);
    expect((await machine.try('systemctl is-active app')).output.trim()).toBe('inactive');
  });

  test('a release that crashes signals failure soon, shows why, and powers the machine off', async () => {
    await boot({ BEHAVIOUR: 'crashing' });
    const started = Date.now();
    const { output } = await bootstrap();
    expect(output).toMatch(/Error: a broken release/);
    expect(output).toMatch(/call: cfn-signal .* --success false .*start the server/);
    expect(output).toMatch(/call: aws .*ABANDON/);
    expect(Date.now() - started).toBeLessThan(60_000);
    await until(() => !machine.isOn, 'power off');
  });

  test('a release that never gets ready signals failure and powers the machine off', async () => {
    await boot({ BEHAVIOUR: 'never-ready' });
    const { output } = await bootstrap({ READY_TIMEOUT_SECONDS: '3' });
    expect(output).toMatch(/did not get ready within 3 s/);
    expect(output).toMatch(/call: cfn-signal .* --success false/);
    await until(() => !machine.isOn, 'power off');
  });

  test('this app’s own bundle: migrates, serves and stops in the sandbox', async () => {
    const folder = fs.mkdtempSync(join(tmpdir(), 'bundle-'));
    const services = await startServices({ root: folder, ephemeral: true });
    try {
      buildApp(join(folder, 'app'));
      await boot(
        { HOST: '0.0.0.0', PUBLIC_URL: 'http://localhost', ...services.environment },
        join(folder, 'app'),
      );
      const { status, output } = await bootstrap();
      if (status !== 0) throw new Error(output);

      expect((await get('/readyz')).status).toBe(200);
      expect(await (await get('/')).text()).toMatch('i-0123456789abcdef0');
      await machine.run('systemctl stop app');
      expect(await machine.run('systemctl show --property=Result app')).toBe('Result=success\n');
    } finally {
      await services.stop();
      fs.rmSync(folder, { recursive: true });
    }
  });
});
