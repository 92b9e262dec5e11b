import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { serverUserData } from '../../lib/infra/web/server-user-data';
import { freePort } from '../../lib/local/processes/free-port';
import { until } from '../host/machine';
import { rootImage } from './host-image';

/** Booting a machine takes root, systemd's container program and, the first time, a minute. */
export const canBootMachines =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  ['systemd-nspawn', 'debootstrap'].every((name) => !spawnSync(name, ['--version']).error);

/** The programs that Amazon Linux has and Debian lacks. */
const stubbed = [
  '/usr/local/bin/amazon-cloudwatch-agent-ctl',
  '/usr/local/bin/aws',
  '/usr/local/bin/dnf',
  '/opt/aws/bin/cfn-signal',
];

export interface MachineProps {
  /** Folder of the release, which the machine fetches by its user data: the host scripts are in it. */
  readonly release: string;
  /** The server's environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the metadata service answers, besides the instance id. */
  readonly metadata?: Readonly<Record<string, string>>;
  /**
   * By default the machine has a network of its own, with the metadata service at its real address.
   * With `host`, it reaches what listens on this one's 127.0.0.1, and is reached there.
   */
  readonly network?: 'host';
}

/** A machine under a booted systemd, in a container, which has not run its user data yet. */
export class BootedMachine {
  /** The process id of the machine's systemd. */
  private init = 0;
  private container!: ChildProcess;
  private readonly folder = fs.mkdtempSync(join(tmpdir(), 'machine-'));
  private readonly root = join(this.folder, 'layers/root');

  private constructor(private readonly metadataUrl: string | undefined) {}

  static async boot(props: MachineProps): Promise<BootedMachine> {
    const port = props.network === 'host' ? await freePort() : undefined;
    const machine = new BootedMachine(port === undefined ? port : `http://127.0.0.1:${port}`);
    try {
      machine.install(props, port);
      machine.container = machine.switchOn();
      await machine.waitForSystemd();
      await machine.run('cd /mnt/release && zip -q -r /run/release.zip .');
      fs.copyFileSync(
        `/proc/${machine.init}/root/run/release.zip`,
        join(machine.shared, 'release.zip'),
      );
    } catch (error) {
      await machine.shutDown();
      throw error;
    }
    return machine;
  }

  /** Seen by the machine as /mnt, which it can't change. */
  get shared(): string {
    return join(this.folder, 'shared');
  }

  private install(props: MachineProps, port: number | undefined): void {
    const layers = dirname(this.root);
    for (const folder of [this.shared, layers]) fs.mkdirSync(folder);
    // What the machine changes stays in memory, also when it boots again.
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', layers]);
    const [changes, work] = [join(layers, 'changes'), join(layers, 'work')];
    for (const folder of [changes, work, this.root]) fs.mkdirSync(folder);
    const options = `lowerdir=${rootImage()},upperdir=${changes},workdir=${work}`;
    execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', options, this.root]);

    fs.cpSync(props.release, join(this.shared, 'release'), { recursive: true });
    for (const program of stubbed) {
      fs.mkdirSync(join(this.root, dirname(program)), { recursive: true });
      fs.copyFileSync(join(__dirname, 'host-stubs/stub.sh'), join(this.root, program));
      fs.chmodSync(join(this.root, program), 0o755);
    }
    fs.writeFileSync(join(this.shared, 'user-data'), userData(props.environment));

    this.setMetadata('instance-id', 'i-0123456789abcdef0');
    this.setMetadata('autoscaling/target-lifecycle-state', 'InService');
    for (const [path, value] of Object.entries(props.metadata ?? {})) {
      this.setMetadata(path, value);
    }
    buildSync({
      entryPoints: [join(__dirname, 'host-stubs/metadata.ts')],
      outfile: join(this.shared, 'metadata.js'),
      bundle: true,
      platform: 'node',
    });
    const [address, at] = port === undefined ? ['169.254.169.254', 80] : ['127.0.0.1', port];
    this.write(
      'etc/systemd/system/metadata.service',
      `[Unit]
Before=network-online.target
[Service]
${port === undefined ? `ExecStartPre=/usr/sbin/ip address add ${address}/32 dev lo` : ''}
ExecStart=/usr/bin/node-24 /mnt/metadata.js ${address} ${at}
[Install]
WantedBy=multi-user.target
`,
    );
    this.write(
      'etc/systemd/system.conf.d/tests.conf',
      `[Manager]
DefaultEnvironment=POLL_SECONDS=0.2 ${this.metadataUrl ? `AWS_EC2_METADATA_SERVICE_ENDPOINT=${this.metadataUrl}` : ''}
`,
    );
    this.write(
      'etc/systemd/system/credentials.service.d/tests.conf',
      `[Service]
RestartSec=1
`,
    );
    // A container's own boot id lies over the real machine's, which a mount of /proc brings out again:
    // then `journalctl --boot` finds nothing. On a machine there is only one.
    this.write(
      'etc/systemd/system/log-export.service.d/tests.conf',
      `[Service]
ProtectProc=default
ProtectControlGroups=no
ProtectKernelTunables=no
`,
    );
    execFileSync('systemctl', [`--root=${this.root}`, '--quiet', 'enable', 'metadata.service']);
  }

  private switchOn(): ChildProcess {
    return spawn(
      'systemd-nspawn',
      [
        `--directory=${this.root}`,
        '--boot',
        // No machined, no systemd and no terminal are needed on this side.
        '--register=no',
        '--keep-unit',
        '--console=pipe',
        `--bind-ro=${this.shared}:/mnt`,
        `--bind-ro=${process.execPath}:/usr/bin/node-24`,
        ...(this.metadataUrl === undefined
          ? [
              '--private-network',
              // What a unit's firewall takes; a machine of its own has it.
              '--system-call-filter=bpf',
              '--capability=CAP_BPF,CAP_NET_ADMIN',
            ]
          : []),
      ],
      {
        env: { ...process.env, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' },
        stdio: 'ignore',
      },
    );
  }

  private async waitForSystemd(): Promise<void> {
    const children = `/proc/${this.container.pid}/task/${this.container.pid}/children`;
    const before = this.init;
    const booted = async () => {
      if (!this.isOn) throw new Error('systemd-nspawn ended');
      // The first child only prepares the machine: systemd is the one that answers.
      this.init = Number(fs.readFileSync(children, 'utf8').split(' ')[0]);
      if (!this.init || this.init === before) return false;
      const { output } = await this.try('systemctl is-system-running');
      return /running|degraded/.test(output);
    };
    await until(booted, 'the boot', 60);
  }

  /** Stops it and boots it again. Its disk stays, its memory does not. */
  async reboot(): Promise<void> {
    const off = once(this.container, 'exit');
    await this.try('systemctl reboot');
    // systemd-nspawn leaves it to who started it to start it again.
    await off;
    this.container = this.switchOn();
    await this.waitForSystemd();
  }

  /** Runs a shell command as root on the machine, for two minutes at most. */
  async try(command: string, environment: Readonly<Record<string, string>> = {}) {
    const child = spawn(
      'nsenter',
      [`--target=${this.init}`, '--all', 'timeout', '120', 'bash', '-c', command],
      {
        env: {
          PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
          ...(this.metadataUrl && { AWS_EC2_METADATA_SERVICE_ENDPOINT: this.metadataUrl }),
          ...environment,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const [status] = (await once(child, 'close')) as [number | null];
    return { status, output };
  }

  /** As `try`, and throws where the command fails. */
  async run(command: string): Promise<string> {
    const { status, output } = await this.try(command);
    if (status !== 0) throw new Error(`${command}: ${status}\n${output}`);
    return output;
  }

  /** What the machine's first boot does, once its systemd is up. */
  runUserData(environment: Readonly<Record<string, string>> = {}) {
    return this.try('bash /mnt/user-data', {
      LOG_FLUSH_SECONDS: '0',
      RETRY_PAUSE_SECONDS: '0',
      FETCH_PAUSES: '0 0',
      ...environment,
    });
  }

  /** The calls of stubbed programs, from units too. */
  async calls(): Promise<string[]> {
    const { output } = await this.try('journalctl --identifier=calls --output=cat');
    return output.split('\n').filter(Boolean);
  }

  setMetadata(path: string, value: string): void {
    this.writeShared(`metadata/${path}`, value);
  }

  /** Writes a file below /mnt. */
  writeShared(path: string, text: string): void {
    const file = join(this.shared, path);
    fs.mkdirSync(dirname(file), { recursive: true });
    // At once: the machine may be reading it.
    fs.writeFileSync(`${file}.new`, text);
    fs.renameSync(`${file}.new`, file);
  }

  private write(path: string, text: string): void {
    const file = join(this.root, path);
    fs.mkdirSync(dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }

  get isOn(): boolean {
    return this.container.exitCode === null && this.container.signalCode === null;
  }

  async shutDown(): Promise<void> {
    if (this.container !== undefined && this.isOn) {
      const ended = once(this.container, 'exit');
      // At once; a good shutdown is what some tests see, not what the others wait for.
      const { status } = await this.try('systemctl poweroff --force --force');
      if (status === null || status > 0) this.container.kill('SIGKILL');
      await ended;
    }
    const layers = dirname(this.root);
    for (const mount of [this.root, layers]) spawnSync('umount', ['--lazy', mount]);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/** As it is synthesized, with names of nothing that there is. */
function userData(environment: Readonly<Record<string, string>>): string {
  return serverUserData({
    region: 'eu-central-1',
    stackName: 'my-app-dev-web',
    groupLogicalId: 'Servers',
    groupName: 'my-app-dev',
    launchHookName: 'launch',
    terminateHookName: 'terminate',
    targetGroupArn: 'arn:target-group',
    logGroupName: '/my-app-dev/servers',
    serverRoleArn: 'arn:aws:iam::123456789012:role/server',
    releaseUrl: 's3://releases/release.zip',
    environment,
  }).render();
}
