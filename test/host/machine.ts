import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startMetadataService, type MetadataService } from './metadata-service';

const hostScripts = resolve(__dirname, '../../lib/infra/host');

/** The programs that only a real server has. Everything else the scripts call is this machine's own. */
const stubbed = [
  'amazon-cloudwatch-agent-ctl',
  'aws',
  'cfn-signal',
  'dnf',
  'id',
  'journalctl',
  'node-24',
  'systemctl',
  'useradd',
];

export const environmentOfUserData = {
  REGION: 'eu-central-1',
  STACK_NAME: 'my-app-dev-web',
  LOGICAL_ID: 'Servers',
  ASG_NAME: 'my-app-dev',
  LAUNCH_HOOK_NAME: 'launch',
  TERMINATE_HOOK_NAME: 'terminate',
  TARGET_GROUP_ARN: 'arn:target-group',
  LOG_GROUP: '/my-app/dev',
  SERVER_ROLE_ARN: 'arn:server-role',
};

/** How a stubbed program answers the calls that fit a shell pattern. */
export interface Rule {
  call: string;
  status?: number;
  output?: string;
}

/** What becomes of a fresh machine where nothing goes wrong. */
const goodDay: Rule[] = [
  { call: 'id *', status: 1 },
  { call: 'systemctl is-failed *', status: 1 },
  { call: 'aws *describe-target-health*', output: 'healthy' },
];

/** Whether the scripts can run here: they are written for Linux. */
export const canRunHostScripts =
  process.platform === 'linux' &&
  ['bash', 'curl'].every((program) => spawnSync(program, ['--version']).status === 0);

/** `describe`, or a skipped one that says in its name what it would need. */
export function describeWhere(possible: boolean, needs: string) {
  return (name: string, tests: () => void): void =>
    possible ? describe(name, tests) : describe.skip(`${name} (not run: needs ${needs})`, tests);
}

/**
 * A folder that stands for a fresh machine with the bundle on it, where the real scripts run: the
 * metadata service and the server's readiness are real HTTP, the programs of Amazon Linux are stubs.
 */
export class Machine {
  private readonly folder = fs.mkdtempSync(join(tmpdir(), 'host-'));
  readonly root = join(this.folder, 'root');
  readonly bundle = join(this.root, 'opt/app/bundle');
  private readonly server = createServer((request, reply) => {
    reply.writeHead(request.url === '/readyz' && this.ready ? 200 : 503).end();
  });
  /** Whether the server on this machine says that it may take requests. */
  ready = true;

  private constructor(readonly metadata: MetadataService) {}

  static async boot(metadata: Readonly<Record<string, string>> = {}): Promise<Machine> {
    const machine = new Machine(
      await startMetadataService({
        'instance-id': 'i-0123456789abcdef0',
        'autoscaling/target-lifecycle-state': 'InService',
        ...metadata,
      }),
    );
    machine.server.listen(0, '127.0.0.1');
    await once(machine.server, 'listening');
    machine.install();
    return machine;
  }

  private install(): void {
    fs.cpSync(hostScripts, join(this.bundle, 'host'), { recursive: true });
    fs.mkdirSync(join(this.root, 'etc/app'), { recursive: true });
    this.write('etc/app/environment', `PORT=${(this.server.address() as AddressInfo).port}\n`);
    const programs = join(this.folder, 'bin');
    fs.mkdirSync(programs);
    for (const program of stubbed) {
      fs.copyFileSync(join(__dirname, 'stub.sh'), join(programs, program));
      fs.chmodSync(join(programs, program), 0o755);
    }
    fs.writeFileSync(join(this.folder, 'calls'), '');
    this.answer();
  }

  /** The rules go before those of a good day; the first that fits is taken. */
  answer(...rules: Rule[]): void {
    const lines = [...rules, ...goodDay].map(
      ({ call, status = 0, output = '' }) => `${status}\t${call}\t${output}\n`,
    );
    fs.writeFileSync(join(this.folder, 'rules'), lines.join(''));
  }

  /** The services that the bundle brings. */
  units(): string[] {
    return fs.readdirSync(hostScripts).filter((file) => file.endsWith('.service'));
  }

  read(path: string): string {
    return fs.readFileSync(join(this.root, path), 'utf8');
  }

  write(path: string, text: string): void {
    fs.writeFileSync(join(this.root, path), text);
  }

  /** The calls of stubbed programs up to now, without what every AWS call has in common. */
  calls(): string[] {
    const lines = fs.readFileSync(join(this.folder, 'calls'), 'utf8').split('\n').filter(Boolean);
    return lines
      .filter((call) => !/^(systemctl is-failed|id|journalctl) /.test(call))
      .map((call) => call.replace(/ --(region|cli-\w+-timeout) \S+|--cli-\w+-timeout \S+/g, ''));
  }

  /** Starts one of the host scripts, as root's user data or systemd would. */
  start(script: string, environment: Readonly<Record<string, string>> = environmentOfUserData) {
    const child = spawn('bash', [join(this.bundle, 'host', script)], {
      env: {
        PATH: `${join(this.folder, 'bin')}:/usr/bin:/bin`,
        SANDBOX: this.folder,
        HOST_ROOT: this.root,
        AWS_EC2_METADATA_SERVICE_ENDPOINT: this.metadata.url,
        POLL_SECONDS: '0.05',
        RETRY_PAUSE_SECONDS: '0',
        LOG_FLUSH_SECONDS: '0',
        READY_TIMEOUT_SECONDS: '1',
        HEALTHY_TIMEOUT_SECONDS: '1',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const exit = once(child, 'close').then(([status]) => ({ status: status as number, output }));
    return { exit, output: () => output, kill: () => child.kill() };
  }

  run(script: string, environment?: Readonly<Record<string, string>>) {
    return this.start(script, environment).exit;
  }

  async shutDown(): Promise<void> {
    this.server.close();
    await this.metadata.close();
    fs.rmSync(this.folder, { recursive: true });
  }
}

/** Waits for a condition, and fails after a limit. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  seconds = 10,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((next) => setTimeout(next, 20));
  }
}
