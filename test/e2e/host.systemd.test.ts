import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildApp } from '../../lib/build/app';
import { freePort } from '../../lib/local/processes/free-port';
import { startServices } from '../../lib/local/services';
import { describeWhere, until } from '../host/machine';
import { BootedMachine, canBootMachines, type MachineProps } from './host-machine';

jest.setTimeout(180_000);

const readyUrl = 'http://127.0.0.1:8080/readyz';
const state = 'autoscaling/target-lifecycle-state';

describeWhere(canBootMachines, 'root, systemd-nspawn and debootstrap')('a booted server', () => {
  let machine: BootedMachine;
  let folder: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'bundle-'));
    buildApp(join(folder, 'app'));
    // The tests' own server, with the app's way to sign in.
    fs.cpSync(join(__dirname, 'host-bundle'), join(folder, 'small'), { recursive: true });
    fs.cpSync(resolve(__dirname, '../../lib/infra/host'), join(folder, 'small/host'), {
      recursive: true,
    });
    fs.copyFileSync(join(folder, 'app/iam-password.js'), join(folder, 'small/iam-password.js'));
  });
  afterEach(() => machine.shutDown());
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  async function boot(behaviour: string, props: Partial<MachineProps> = {}) {
    machine = await BootedMachine.boot({
      release: join(folder, 'small'),
      environment: {
        PORT: '8080',
        SHUTDOWN_TIMEOUT_SECONDS: '10',
        BEHAVIOUR: behaviour,
      },
      ...props,
    });
  }

  /** Boots with a release that comes up. */
  async function serve(props?: Partial<MachineProps>) {
    await boot('good', props);
    const { status, output } = await machine.runUserData();
    if (status !== 0) throw new Error(output);
    return output;
  }

  const get = async (path: string) =>
    (await machine.try(`curl --silent http://127.0.0.1:8080${path}`)).output;
  const log = async () => (await machine.try('cat /var/log/app.log')).output;
  const logged = (line: RegExp, what: string) => until(async () => line.test(await log()), what);
  const completed = async (hook: string) =>
    (await machine.calls()).filter((call) => call.includes(`--lifecycle-hook-name ${hook}`));
  const failureSignalled = (step: string) =>
    expect.stringMatching(
      new RegExp(`call: cfn-signal .*--success false --reason .*: ${step}[^]*ABANDON`),
    );

  test('a good release: signals success, serves in its sandbox, logs, restarts, drains', async () => {
    expect(await serve()).toMatch(/call: cfn-signal .* --success true/);

    // In its sandbox it has what Node needs, and little else.
    expect(JSON.parse(await get('/'))).toEqual({
      user: 'app',
      serverId: 'i-0123456789abcdef0',
      cpus: true,
      networkInterfaces: true,
      temporaryFile: true,
      ownCodeIsReadOnly: true,
      ownCredentialsAreReadOnly: true,
      otherProcessesAreHidden: true,
      homesAreHidden: true,
      metadataServiceIsOutOfReach: true,
    });
    await machine.run(
      'systemd-analyze security --threshold=15 app credentials lifecycle log-export migrate',
    );
    await until(async () => (await completed('launch')).length > 0, 'the launch hook');
    // The migrations are another user's, who has the machine's role.
    await logged(/migrated by migrate, with metadata: true[^]*the server listens/, 'the log file');

    // Killed, it is there again at once; its log goes on in an emptied file.
    await machine.run('logrotate --force /etc/logrotate.d/app');
    expect(await log()).toBe('');
    await machine.run('systemctl kill --signal=SIGKILL app');
    await logged(/the server listens/, 'the second start');

    // At its end it finishes what it has begun; only then is the hook completed.
    const slow = get('/slow');
    await new Promise((sent) => setTimeout(sent, 300));
    machine.setMetadata(state, 'Terminated');
    await logged(/the server ends/, 'the end of the server');
    expect(await slow).toBe('slow and whole');
    await until(async () => (await completed('terminate')).length > 0, 'the terminate hook');
    expect(await completed('launch')).toHaveLength(1);
    expect((await machine.try('systemctl is-active app')).output.trim()).toBe('inactive');
  });

  test('the server’s credentials are renewed beside it, and outlive a failure to', async () => {
    await serve();
    expect(await get('/access-key')).toBe('KEY1');
    expect(await machine.run('systemctl list-timers --no-legend credentials.timer')).toMatch(
      'credentials.service',
    );

    await machine.run('systemctl start credentials');
    expect(await get('/access-key')).toBe('KEY2');

    machine.writeShared('sts-is-away', '');
    await machine.try('systemctl start --no-block credentials');
    await logged(/"level":"error".*no new credentials from STS/, 'the error in the log');
    expect(await get('/access-key')).toBe('KEY2');
    const file = '/run/app-credentials/credentials.json';
    expect(await machine.run(`stat --format='%A %U %G' ${file}`)).toBe('-rw-r----- root app\n');
  });

  test('credentials that the role is too new for are waited for, and not for ever', async () => {
    await boot('good');
    machine.writeShared('sts-is-away', '');
    const { output } = await machine.runUserData();
    expect(output).toEqual(failureSignalled('get credentials for the server'));
    await until(() => !machine.isOn, 'power off');
    await machine.shutDown();

    await boot('good');
    machine.writeShared('sts-is-away', '');
    const later = machine.runUserData({ RETRY_PAUSE_SECONDS: '1' });
    await logged(/"level":"error".*no new credentials/, 'a first try');
    fs.rmSync(join(machine.shared, 'sts-is-away'));
    expect(await later).toMatchObject({ status: 0 });
    expect(await get('/access-key')).toMatch(/^KEY/);
  });

  test('a spot notice: the server says that it is not ready, finishes, and stays down', async () => {
    await serve();
    const slow = get('/slow');
    await new Promise((sent) => setTimeout(sent, 300));
    machine.setMetadata('spot/instance-action', '{"action":"terminate"}');
    await until(
      async () => /503/.test((await machine.try(`curl --silent --head ${readyUrl}`)).output),
      'a server that is not ready and still answers',
    );
    expect(await slow).toBe('slow and whole');
    await logged(/stopping the server: spot notice[^]*the server ends/, 'the end of the server');
    expect(await completed('terminate')).toEqual([]);
  });

  test('a machine of the warm pool serves when it boots again, without its user data', async () => {
    const output = await serve({ metadata: { [state]: 'Warmed:Stopped' } });
    expect(output).toMatch(/this machine waits in the warm pool/);
    expect(output).not.toMatch(/call: cfn-signal/);
    await until(async () => (await completed('launch')).length === 1, 'the hook on the way in');

    machine.setMetadata(state, 'InService');
    await machine.reboot();
    await until(async () => (await completed('launch')).length === 2, 'the hook on the way out');
    expect(await get('/access-key')).toMatch(/^KEY/);
    await logged(/the server listens/, 'the log of the second boot');
    expect((await log()).split('the server listens')).toHaveLength(2);
  });

  const brokenAssets: [what: string, step: string, harm: () => Promise<unknown>][] = [
    [
      'an unreadable asset',
      'fetch the release',
      async () => fs.rmSync(join(machine.shared, 'release.zip')),
    ],
    [
      'an asset that is cut off',
      'unpack the release',
      async () => fs.truncateSync(join(machine.shared, 'release.zip'), 4096),
    ],
    [
      'a disk that the asset does not fit on',
      'fetch the release',
      async () => machine.run('mkdir /opt/app; mount -t tmpfs -o size=16k tmpfs /opt/app'),
    ],
    [
      'a disk that the release does not fit on',
      'unpack the release',
      async () => {
        const kilobytes = Math.ceil(
          fs.statSync(join(machine.shared, 'release.zip')).size / 1024 + 16,
        );
        await machine.run(`mkdir /opt/app; mount -t tmpfs -o size=${kilobytes}k tmpfs /opt/app`);
      },
    ],
  ];
  test.each(brokenAssets)(
    '%s: failure signalled at “%s”, the launch abandoned, power off',
    async (_, step, harm) => {
      await boot('good');
      await harm();
      const { output } = await machine.runUserData();
      expect(output).toEqual(failureSignalled(step));
      expect(output).toMatch(/--instance-id i-0123456789abcdef0 --lifecycle-action-result ABANDON/);
      await until(() => !machine.isOn, 'power off');
    },
  );

  test('a release that crashes signals failure soon, shows why, and powers the machine off', async () => {
    await boot('crashing');
    const started = Date.now();
    const { output } = await machine.runUserData();
    expect(output).toMatch(/Error: a broken release/);
    expect(output).toEqual(failureSignalled('start the server'));
    expect(Date.now() - started).toBeLessThan(60_000);
    await until(() => !machine.isOn, 'power off');
  });

  test('a release that never gets ready signals failure and powers the machine off', async () => {
    await boot('never-ready');
    const { output } = await machine.runUserData({ READY_TIMEOUT_SECONDS: '3' });
    expect(output).toMatch(/did not get ready within 3 s/);
    expect(output).toEqual(failureSignalled('start the server'));
    await until(() => !machine.isOn, 'power off');
  });

  test('a migration that fails is shown, and its release never serves', async () => {
    await boot('failing-migration');
    const { output } = await machine.runUserData();
    expect(output).toMatch(/Error: a broken migration/);
    expect(output).toEqual(failureSignalled('migrate the database'));
    await until(() => !machine.isOn, 'power off');
  });

  test('this app’s own bundle: migrates, serves and stops in the sandbox', async () => {
    const services = await startServices({ root: folder, ephemeral: true });
    try {
      const port = await freePort();
      await boot('', {
        release: join(folder, 'app'),
        environment: {
          PORT: String(port),
          HOST: '0.0.0.0',
          PUBLIC_URL: 'http://localhost',
          ...services.environment,
        },
        network: 'host',
      });
      const { status, output } = await machine.runUserData();
      if (status !== 0) throw new Error(output);

      const url = `http://127.0.0.1:${port}`;
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      expect(await (await fetch(url)).text()).toMatch('i-0123456789abcdef0');
      await machine.run('systemctl stop app');
      expect(await machine.run('systemctl show --property=Result app')).toBe('Result=success\n');
    } finally {
      await services.stop();
    }
  });
});
