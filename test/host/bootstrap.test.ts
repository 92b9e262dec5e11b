import { statSync } from 'node:fs';
import { join } from 'node:path';
import {
  canRunHostScripts,
  describeWhere,
  environmentOfUserData,
  Machine,
  type Rule,
} from './machine';

const instance = 'i-0123456789abcdef0';
const packages =
  'dnf install --assumeyes --setopt=install_weak_deps=False nodejs24 amazon-cloudwatch-agent logrotate';
const abandonLaunch = `aws autoscaling complete-lifecycle-action --auto-scaling-group-name my-app-dev --lifecycle-hook-name launch --instance-id ${instance} --lifecycle-action-result ABANDON`;

function failureSignal(step: string, id = instance): string {
  return `cfn-signal --stack my-app-dev-web --resource Servers --success false --reason bootstrap failed at: ${step} (${id})`;
}

describeWhere(canRunHostScripts, 'Linux with bash and curl')('bootstrap.sh', () => {
  let machine: Machine;
  beforeEach(async () => (machine = await Machine.boot()));
  afterEach(() => machine.shutDown());

  test('a good release: each step in its order, success signalled last', async () => {
    const { status, output } = await machine.run('bootstrap.sh');

    expect({ status, output }).toMatchObject({ status: 0 });
    expect(machine.calls()).toEqual([
      packages,
      'node-24 --version',
      'useradd --system --no-create-home --shell /sbin/nologin app',
      'useradd --system --no-create-home --shell /sbin/nologin migrate',
      'systemctl daemon-reload',
      'systemctl enable app credentials lifecycle',
      'systemctl daemon-reload',
      'systemctl enable --now log-export logrotate.timer',
      `amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:${machine.root}/opt/aws/amazon-cloudwatch-agent/etc/app.json`,
      'systemctl start migrate',
      'systemctl start credentials',
      'systemctl enable --now credentials.timer',
      'systemctl restart app',
      'systemctl restart lifecycle',
      `aws elbv2 describe-target-health --target-group-arn arn:target-group --targets Id=${instance} --output text --query TargetHealthDescriptions[0].TargetHealth.State`,
      'cfn-signal --stack my-app-dev-web --resource Servers --success true --reason healthy in the target group',
    ]);
  });

  test('the server knows its id, and a second run changes nothing', async () => {
    const before = machine.read('etc/app/environment');
    await machine.run('bootstrap.sh');
    const after = machine.read('etc/app/environment');
    expect(after).toBe(`${before}SERVER_ID=${instance}\n`);

    expect(await machine.run('bootstrap.sh')).toMatchObject({ status: 0 });
    expect(machine.read('etc/app/environment')).toBe(after);
  });

  test('an environment file without an end of line keeps its last variable', async () => {
    const text = `${machine.read('etc/app/environment')}LOG_LEVEL=warn`;
    machine.write('etc/app/environment', text);
    await machine.run('bootstrap.sh');
    expect(machine.read('etc/app/environment')).toBe(`${text}\nSERVER_ID=${instance}\n`);
  });

  test('the files: units with their sandbox, the log group, the environments of root’s units', async () => {
    await machine.run('bootstrap.sh');
    for (const unit of machine.units()) {
      expect(machine.read(`etc/systemd/system/${unit}.d/sandbox.conf`)).toMatch(/ProtectSystem=/);
    }
    expect(machine.read('etc/systemd/system/lifecycle.service')).toMatch(/lifecycle\.sh/);
    expect(machine.read('opt/aws/amazon-cloudwatch-agent/etc/app.json')).not.toMatch(/LOG_GROUP/);
    expect(machine.read('opt/aws/amazon-cloudwatch-agent/etc/app.json')).toMatch('"/my-app/dev"');
    expect(machine.read('etc/app/lifecycle.environment')).toBe(
      'REGION=eu-central-1\nASG_NAME=my-app-dev\nLAUNCH_HOOK_NAME=launch\nTERMINATE_HOOK_NAME=terminate\n',
    );
    expect(machine.read('etc/app/credentials.environment')).toBe(
      `REGION=eu-central-1\nSERVER_ROLE_ARN=arn:server-role\nSERVER_ID=${instance}\n`,
    );
  });

  test('the server can’t write to its own code, and everybody may read the environment', async () => {
    await machine.run('bootstrap.sh');
    expect(statSync(join(machine.bundle, 'host/app.service')).mode & 0o777).toBe(0o644);
    expect(statSync(join(machine.root, 'etc/app/environment')).mode & 0o777).toBe(0o644);
  });

  test('systemd waits longer for the server to stop than the server itself may take', async () => {
    const text = machine.read('etc/app/environment');
    machine.write(
      'etc/app/environment',
      `${text}SHUTDOWN_DELAY_SECONDS=20\nSHUTDOWN_TIMEOUT_SECONDS=45\n`,
    );
    await machine.run('bootstrap.sh');
    expect(machine.read('etc/systemd/system/app.service.d/stop.conf')).toBe(
      '[Service]\nTimeoutStopSec=80\n',
    );
  });

  const failures: [step: string, rule: Rule, attempts: number][] = [
    ['install packages', { call: 'dnf *', status: 1 }, 3],
    ['install the server', { call: 'useradd *', status: 1 }, 1],
    ['migrate the database', { call: 'systemctl start migrate', status: 1 }, 5],
    ['get credentials for the server', { call: 'systemctl start credentials', status: 1 }, 6],
    ['start the server', { call: 'systemctl restart app', status: 1 }, 1],
    ['complete the launch hook', { call: 'systemctl restart lifecycle', status: 1 }, 1],
    ['wait for the load balancer', { call: 'aws *target-health*', output: 'unhealthy' }, 0],
  ];
  test.each(failures)(
    'failing at “%s”: failure signalled with that reason, the launch abandoned, power off',
    async (step, rule, attempts) => {
      machine.answer(rule);
      const { status } = await machine.run('bootstrap.sh');
      const calls = machine.calls();

      expect(status).not.toBe(0);
      expect(calls.slice(-3)).toEqual([failureSignal(step), abandonLaunch, 'systemctl poweroff']);
      expect(calls.join('\n')).not.toMatch('--success true');
      if (attempts) {
        const program = rule.call.split(' *')[0] ?? '';
        expect(calls.filter((call) => call.startsWith(program))).toHaveLength(attempts);
      }
    },
  );

  test('a server that never gets ready is a failure, and never meets the load balancer', async () => {
    machine.ready = false;
    const { output } = await machine.run('bootstrap.sh');
    const calls = machine.calls();
    expect(output).toMatch(/did not get ready within 1 s/);
    expect(calls.slice(-3)).toEqual([
      failureSignal('start the server'),
      abandonLaunch,
      'systemctl poweroff',
    ]);
    expect(calls).not.toContain('systemctl restart lifecycle');
  });

  test('a server that crashes at its start is not waited for', async () => {
    machine.ready = false;
    machine.answer({ call: 'systemctl is-failed --quiet app' });
    const { output } = await machine.run('bootstrap.sh', {
      ...environmentOfUserData,
      READY_TIMEOUT_SECONDS: '600',
    });
    expect(output).toMatch(/systemd has stopped trying/);
    expect(machine.calls()).toContain(failureSignal('start the server'));
  });

  test('a missing variable is a failure that still powers off', async () => {
    const { TARGET_GROUP_ARN: _, ...rest } = environmentOfUserData;
    const { output } = await machine.run('bootstrap.sh', rest);
    expect(output).toMatch(/TARGET_GROUP_ARN/);
    expect(machine.calls()).toEqual([
      failureSignal('check the arguments', 'unknown'),
      abandonLaunch.replace(instance, 'unknown'),
      'systemctl poweroff',
    ]);
  });

  test('a signal that nobody waits for is no failure: the group scales out without a deployment', async () => {
    machine.answer({ call: 'cfn-signal *', status: 1 });
    expect(await machine.run('bootstrap.sh')).toMatchObject({ status: 0 });
    expect(machine.calls()).not.toContain('systemctl poweroff');
  });

  test('logs that can’t be shipped are no failure', async () => {
    machine.answer({ call: 'amazon-cloudwatch-agent-ctl *', status: 1 });
    const { status, output } = await machine.run('bootstrap.sh');
    expect(status).toBe(0);
    expect(output).toMatch(/the logs stay on this machine/);
  });

  test('a load balancer API that does not answer fails a deployment, but takes no server down', async () => {
    machine.answer({ call: 'aws *describe-target-health*', status: 255 });
    const { status } = await machine.run('bootstrap.sh');
    expect(status).not.toBe(0);
    expect(machine.calls()).toContain(failureSignal('ask the load balancer'));
    expect(machine.calls()).not.toContain('systemctl poweroff');
  });

  test('a machine for the warm pool waits for no load balancer and signals nothing', async () => {
    machine.metadata.metadata.set('autoscaling/target-lifecycle-state', 'Warmed:Stopped');
    expect(await machine.run('bootstrap.sh')).toMatchObject({ status: 0 });
    expect(machine.calls().at(-1)).toBe('systemctl restart lifecycle');
  });
});
