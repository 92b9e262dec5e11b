import type { Contestant } from './contestants';
import { startServer, type ServerProcess } from './server-process';
import { median, quantile } from './statistics';
import type { Stores } from './stores';
import { load, Visitor } from './visitors';

/** Each visitor is a browser with a session of its own and a connection that stays open. */
const VISITORS = 16;
const ROUNDS = 7;
const REQUESTS = 1500;
const WARM_UP = 1500;

export interface OperationFigures {
  /** Microseconds of the server's processor time for a request: the median of the rounds. */
  cpu: number;
  /** Milliseconds, as the visitors saw it. */
  p50: number;
  p99: number;
  /** What the store was asked for, for each request. Absent where there is no store. */
  commands?: number;
}

export interface Figures {
  contestant: Contestant;
  read: OperationFigures;
  write?: OperationFigures;
  mixed?: OperationFigures;
  readModifyWrite?: OperationFigures;
  noSession?: OperationFigures;
  /** Of 20 increments of one session, sent at once and all answered with 200: how many are missing. */
  lostUpdates?: number;
}

type Operation = 'read' | 'write' | 'mixed' | 'readModifyWrite' | 'noSession';

const paths: Record<Operation, (index: number) => string> = {
  read: () => '/read',
  write: () => '/write',
  mixed: (index) => (index % 10 === 9 ? '/write' : '/read'),
  readModifyWrite: () => '/read-modify-write',
  noSession: () => '/no-session',
};

interface Running {
  contestant: Contestant;
  server: ServerProcess;
  visitors: Visitor[];
  operations: Operation[];
  cpu: Map<Operation, number[]>;
  latencies: Map<Operation, number[]>;
  commands: Map<Operation, number>;
}

/** Starts them all, then goes round: each operation of each contestant in turn, so that a slow spell of the machine hits all alike. */
export async function measure(
  contestants: readonly Contestant[],
  fileOf: (contestant: Contestant) => string,
  stores: Stores,
): Promise<Figures[]> {
  const running: Running[] = [];
  try {
    for (const contestant of contestants) {
      running.push(await begin(contestant, fileOf(contestant), stores));
    }
    for (let round = 1; round <= ROUNDS; round++) {
      process.stderr.write(`round ${round} of ${ROUNDS}\n`);
      for (const one of running) await playRound(one, stores);
    }
    const figures: Figures[] = [];
    for (const one of running) figures.push(await finish(one));
    return figures;
  } finally {
    for (const { server, visitors } of running) {
      for (const visitor of visitors) visitor.close();
      await server.stop();
    }
  }
}

async function begin(contestant: Contestant, file: string, stores: Stores): Promise<Running> {
  const server = await startServer(file, stores.environment);
  const visitors = Array.from({ length: VISITORS }, () => new Visitor(server.port));
  const isOurs = contestant.kind === 'ours';
  for (const visitor of visitors) await visitor.get(isOurs ? '/begin' : '/write');
  const operations: Operation[] = contestant.readOnly ? ['read'] : ['read', 'write', 'mixed'];
  if (isOurs) operations.push('readModifyWrite', 'noSession');
  for (const operation of operations) await load(visitors, WARM_UP, paths[operation]);
  return {
    contestant,
    server,
    visitors,
    operations,
    cpu: new Map(operations.map((operation) => [operation, []])),
    latencies: new Map(operations.map((operation) => [operation, []])),
    commands: new Map(),
  };
}

async function playRound(one: Running, stores: Stores): Promise<void> {
  for (const operation of one.operations) {
    const commandsBefore = await stores.commands(one.contestant.store);
    const before = await one.server.cpu();
    const latencies = await load(one.visitors, REQUESTS, paths[operation]);
    one.cpu.get(operation)!.push(((await one.server.cpu()) - before) / REQUESTS);
    one.latencies.get(operation)!.push(...latencies);
    const commandsAfter = await stores.commands(one.contestant.store);
    if (commandsBefore !== undefined && commandsAfter !== undefined) {
      one.commands.set(operation, (commandsAfter - commandsBefore) / REQUESTS);
    }
  }
}

async function finish(one: Running): Promise<Figures> {
  const figures: Partial<Record<Operation, OperationFigures>> = {};
  for (const operation of one.operations) {
    const latencies = one.latencies.get(operation)!;
    const commands = one.commands.get(operation);
    figures[operation] = {
      cpu: median(one.cpu.get(operation)!),
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
      ...(commands === undefined ? {} : { commands }),
    };
  }
  const lost = one.contestant.readOnly || one.contestant.kind === 'ceiling';
  return {
    contestant: one.contestant,
    read: figures.read!,
    ...figures,
    ...(lost ? {} : { lostUpdates: await countLostUpdates(one.visitors[0]!) }),
  };
}

/** On connections of their own, all with the first visitor's cookies. */
async function countLostUpdates(visitor: Visitor): Promise<number> {
  const parallel = 20;
  const { count: before } = await visitor.get('/read');
  const twins = Array.from({ length: parallel }, () => visitor.twin());
  await Promise.all(twins.map((twin) => twin.get('/read')));
  await Promise.all(twins.map((twin) => twin.get('/write')));
  for (const twin of twins) twin.close();
  const { count: after } = await visitor.get('/read');
  return before + parallel - after;
}
