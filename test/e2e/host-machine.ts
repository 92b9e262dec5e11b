import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { until } from '../host/machine';
import { startMetadataService, type MetadataService } from '../host/metadata-service';

/** Debian's systemd has the version of Amazon Linux 2023's: 252. */
const suite = 'bookworm';
const packages = ['ca-certificates', 'curl', 'dbus', 'logrotate', 'systemd', 'systemd-sysv'];

/** Booting a machine takes root, systemd's container program and, the first time, a minute. */
export const canBootMachines =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  ['systemd-nspawn', 'debootstrap'].every((name) => !spawnSync(name, ['--version']).error);

/** The programs that Amazon Linux has and Debian lacks; a stub writes each call to the journal. */
const stubbed = ['amazon-cloudwatch-agent-ctl', 'aws', 'cfn-signal', 'dnf'];
const stub = `#!/usr/bin/env bash
echo "\${0##*/} $*" | systemd-cat --identifier=calls
echo "call: \${0##*/} $*" >&2
case "$*" in *describe-target-health*) echo healthy ;; esac
`;

/** A root file system, made once a machine. Its booted copies keep their changes in memory. */
function rootImage(): string {
  const image = join(tmpdir(), `create-stateless-app-${suite}-root`);
  if (!fs.existsSync(image)) {
    // Renamed when whole: a run that was broken off leaves no half of one.
    const unfinished = fs.mkdtempSync(`${image}-`);
    execFileSync(
      'debootstrap',
      ['--variant=minbase', `--include=${packages.join()}`, suite, unfinished],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    fs.chmodSync(unfinished, 0o755);
    fs.renameSync(unfinished, image);
  }
  return image;
}

/**
 * A machine under a booted systemd, in a container that shares this one's network: what it serves
 * can be asked on 127.0.0.1.
 */
export class BootedMachine {
  /** The process id of the machine's systemd. */
  private init = 0;

  private constructor(
    private readonly container: ChildProcess,
    private readonly folder: string,
    readonly metadata: MetadataService,
  ) {}

  /** Boots with a copy of a bundle, the real host scripts in it, and an environment file. */
  static async boot(bundle: string, environment: Record<string, string>): Promise<BootedMachine> {
    const image = rootImage();
    const folder = fs.mkdtempSync(join(tmpdir(), 'machine-'));
    fs.cpSync(bundle, join(folder, 'bundle'), { recursive: true });
    fs.mkdirSync(join(folder, 'bin'));
    fs.cpSync(resolve(__dirname, '../../lib/infra/host'), join(folder, 'bundle/host'), {
      recursive: true,
    });
    for (const program of stubbed)
      fs.writeFileSync(join(folder, 'bin', program), stub, { mode: 0o755 });
    const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}\n`);
    fs.writeFileSync(join(folder, 'environment'), lines.join(''));

    const metadata = await startMetadataService({
      'instance-id': 'i-0123456789abcdef0',
      'autoscaling/target-lifecycle-state': 'InService',
    });
    const container = spawn(
      'systemd-nspawn',
      [
        `--directory=${image}`,
        '--boot',
        // No machined, no systemd and no terminal are needed on this side.
        '--register=no',
        '--keep-unit',
        '--console=pipe',
        '--volatile=overlay',
        `--bind-ro=${folder}:/mnt`,
        `--bind-ro=${process.execPath}:/usr/bin/node-24`,
        `--setenv=AWS_EC2_METADATA_SERVICE_ENDPOINT=${metadata.url}`,
      ],
      { stdio: 'ignore' },
    );
    const machine = new BootedMachine(container, folder, metadata);
    try {
      await machine.waitForSystemd();
      await machine.run(`
        cp /mnt/bin/* /usr/local/bin
        mkdir -p /opt/app /etc/app
        cp -r /mnt/bundle /opt/app/bundle
        cp /mnt/environment /etc/app
        systemctl set-environment AWS_EC2_METADATA_SERVICE_ENDPOINT=${metadata.url} POLL_SECONDS=0.2`);
    } catch (error) {
      await machine.shutDown();
      throw error;
    }
    return machine;
  }

  private async waitForSystemd(): Promise<void> {
    const children = `/proc/${this.container.pid}/task/${this.container.pid}/children`;
    const booted = async () => {
      if (!this.isOn) throw new Error('systemd-nspawn ended');
      // The first child only prepares the machine: systemd is the one that answers.
      this.init = Number(fs.readFileSync(children, 'utf8').split(' ')[0]);
      if (!this.init) return false;
      const { output } = await this.try('systemctl is-system-running');
      return /running|degraded/.test(output);
    };
    await until(booted, 'the boot', 60);
  }

  /** Runs a shell command as root on the machine, for two minutes at most. */
  async try(command: string, environment: Record<string, string> = {}) {
    const child = spawn(
      'nsenter',
      [`--target=${this.init}`, '--all', 'timeout', '120', 'bash', '-c', command],
      {
        env: {
          PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
          AWS_EC2_METADATA_SERVICE_ENDPOINT: this.metadata.url,
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

  /** The calls of stubbed programs, from units too. */
  async calls(): Promise<string[]> {
    const { output } = await this.try('journalctl --identifier=calls --output=cat');
    return output.split('\n').filter(Boolean);
  }

  get isOn(): boolean {
    return this.container.exitCode === null && this.container.signalCode === null;
  }

  async shutDown(): Promise<void> {
    if (this.isOn) {
      const ended = once(this.container, 'exit');
      // At once; a good shutdown is what some tests see, not what the others wait for.
      const { status } = await this.try('systemctl poweroff --force --force');
      if (status === null || status > 0) this.container.kill('SIGKILL');
      await ended;
    }
    await this.metadata.close();
    fs.rmSync(this.folder, { recursive: true });
  }
}
