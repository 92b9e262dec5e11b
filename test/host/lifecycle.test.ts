import { canRunHostScripts, describeWhere, Machine, until } from './machine';

const state = 'autoscaling/target-lifecycle-state';

function hookCompleted(hook: string): string {
  return `aws autoscaling complete-lifecycle-action --auto-scaling-group-name my-app-dev --lifecycle-hook-name ${hook} --instance-id i-0123456789abcdef0 --lifecycle-action-result CONTINUE`;
}

describeWhere(canRunHostScripts, 'Linux with bash and curl')('lifecycle.sh', () => {
  let machine: Machine;
  let agent: ReturnType<Machine['start']>;
  afterEach(async () => {
    agent.kill();
    await agent.exit;
    await machine.shutDown();
  });

  /** Resolves when the agent has read the metadata a few times more. */
  async function pollsPass(): Promise<void> {
    let reads = 0;
    const values = machine.metadata.metadata;
    const get = values.get.bind(values);
    values.get = (path) => (path === state && ++reads, get(path));
    await until(() => reads >= 3, 'three polls');
    values.get = get;
  }

  test('completes the launch hook once the server is ready, and only once', async () => {
    machine = await Machine.boot();
    machine.ready = false;
    agent = machine.start('lifecycle.sh');
    await until(() => /did not get ready/.test(agent.output()), 'a first look at the server');
    expect(machine.calls()).toEqual([]);

    machine.ready = true;
    await until(() => machine.calls().length > 0, 'the launch hook');
    await pollsPass();
    expect(machine.calls()).toEqual([hookCompleted('launch')]);
  });

  test('at the end stops the server first, then completes the terminate hook, and ends', async () => {
    machine = await Machine.boot();
    agent = machine.start('lifecycle.sh');
    await until(() => machine.calls().length > 0, 'the launch hook');
    machine.metadata.metadata.set(state, 'Terminated');

    expect(await agent.exit).toMatchObject({ status: 0 });
    expect(machine.calls()).toEqual([
      hookCompleted('launch'),
      'systemctl stop app',
      hookCompleted('terminate'),
    ]);
  });

  test('a server that does not stop cleanly holds no machine back', async () => {
    machine = await Machine.boot({ [state]: 'Terminated' });
    machine.answer({ call: 'systemctl stop app', status: 1 });
    agent = machine.start('lifecycle.sh');
    expect(await agent.exit).toMatchObject({ status: 0 });
    expect(machine.calls().at(-1)).toBe(hookCompleted('terminate'));
  });

  test('a spot notice stops the server once, and the terminate hook is still completed', async () => {
    machine = await Machine.boot();
    agent = machine.start('lifecycle.sh');
    await until(() => machine.calls().length > 0, 'the launch hook');
    machine.metadata.metadata.set(
      'spot/instance-action',
      '{"action":"terminate","time":"2026-01-01T00:00:00Z"}',
    );
    await until(() => machine.calls().includes('systemctl stop app'), 'the stop');
    await pollsPass();
    expect(machine.calls()).toEqual([hookCompleted('launch'), 'systemctl stop app']);

    machine.metadata.metadata.set(state, 'Terminated');
    await agent.exit;
    expect(machine.calls().at(-1)).toBe(hookCompleted('terminate'));
  });

  test('out of a warm pool: the launch hook is completed on the way in and on the way out', async () => {
    machine = await Machine.boot({ [state]: 'Warmed:Running' });
    agent = machine.start('lifecycle.sh');
    await until(() => machine.calls().length === 1, 'the hook on the way in');
    machine.metadata.metadata.set(state, 'InService');
    await until(() => machine.calls().length === 2, 'the hook on the way out');
    expect(machine.calls()).toEqual([hookCompleted('launch'), hookCompleted('launch')]);
  });

  test('a hook that nobody opened is tried five times: a serving machine may reboot', async () => {
    machine = await Machine.boot();
    machine.answer({ call: 'aws *', status: 254, output: 'No active Lifecycle Action found' });
    agent = machine.start('lifecycle.sh');
    await until(() => /did not complete .*No active/.test(agent.output()), 'giving up');
    await pollsPass();
    expect(machine.calls()).toHaveLength(5);
  });

  test('a machine in no group is left alone, and so is one whose metadata fails for a moment', async () => {
    machine = await Machine.boot();
    machine.metadata.metadata.delete(state);
    agent = machine.start('lifecycle.sh');
    await pollsPass();
    expect(machine.calls()).toEqual([]);

    machine.metadata.metadata.set(state, 'InService');
    await until(() => machine.calls().length === 1, 'the launch hook');
    machine.metadata.metadata.delete(state);
    await pollsPass();
    machine.metadata.metadata.set(state, 'InService');
    await pollsPass();
    expect(machine.calls()).toEqual([hookCompleted('launch')]);
  });
});
