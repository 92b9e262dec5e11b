import { CommandCounter } from './command-counter';
import type { Contestant } from './contestants';
import { startServer, type ServerProcess } from './server-process';
import { median, quantile } from './statistics';
import type { Stores } from './stores';
import { load, Visitor } from './visitors';

/** Each visitor is a browser with a session of its own and a connection that stays open. */
const VISITORS = 16;
const REQUESTS = 1500;
const WARM_UP = 1500;
const WARM_AGAIN = 200;
/** How many requests the commands of one are counted by. */
const COUNTED = 100;

export interface OperationFigures {
  /** Microseconds of the server's processor time for a request: the median of the rounds. */
  cpu: number;
  /** Milliseconds, as the visitors saw it. */
  p50: number;
  p99: number;
  /** What the server asked its store for, for each request. Absent where there is no store. */
  commands?: number;
}

export type Operation =
  /** Reads the session. */
  | 'read'
  /** Counts up: ours without reading first, as an atomic change; the others know only reading and writing. */
  | 'write'
  /** Nine reads to a write. */
  | 'mixed'
  /** Reads, computes, writes. */
  | 'readModifyWrite'
  /** A route that doesn't ask for the session, with its cookie. */
  | 'noSession'
  /** Reads, without a cookie. */
  | 'stranger'
  /** Reads, with a cookie in which one character was changed. */
  | 'tampered';

export interface Figures {
  contestant: Contestant;
  operations: Partial<Record<Operation, OperationFigures>>;
  /** Of 20 increments of one session, sent at once and all answered with 200: how many are missing. */
  lostUpdates?: number;
  /** Milliseconds of the server's processor time that a cookie costs which was tampered with. */
  tamperedCost?: number;
}

const paths: Record<Operation, (index: number) => string> = {
  read: () => '/read',
  write: () => '/write',
  mixed: (index) => (index % 10 === 9 ? '/write' : '/read'),
  readModifyWrite: () => '/read-modify-write',
  noSession: () => '/no-session',
  stranger: () => '/read',
  tampered: () => '/read',
};

interface Running {
  contestant: Contestant;
  server: ServerProcess;
  visitors: Visitor[];
  operations: Operation[];
  /** Who sends the requests: visitors, or what somebody made of them. */
  senders: Record<Operation, readonly Visitor[]>;
  cpu: Map<Operation, number[]>;
  latencies: Map<Operation, number[]>;
  commands: Map<Operation, number>;
}

/**
 * Starts them all, then goes round: each operation of each contestant in turn, so that a slow spell of the
 * machine hits all alike.
 */
export async function measure(
  contestants: readonly Contestant[],
  fileOf: (contestant: Contestant) => string,
  stores: Stores,
  rounds: number,
): Promise<Figures[]> {
  const running: Running[] = [];
  try {
    for (const contestant of contestants) {
      process.stderr.write(`${contestant.name}\n`);
      const commands = await countCommands(contestant, fileOf(contestant), stores);
      const begun = await begin(contestant, fileOf(contestant), stores.environment);
      running.push({ ...begun, commands });
      for (const operation of begun.operations) await play(begun, operation, WARM_UP);
    }
    for (let round = 1; round <= rounds; round++) {
      process.stderr.write(`round ${round} of ${rounds}\n`);
      for (const one of running) for (const operation of one.operations) await time(one, operation);
    }
    const figures: Figures[] = [];
    for (const one of running) figures.push(await finish(one));
    return figures;
  } finally {
    for (const one of running) await end(one);
  }
}

async function begin(
  contestant: Contestant,
  file: string,
  environment: Record<string, string>,
): Promise<Running> {
  const server = await startServer(file, environment);
  const visitors = Array.from({ length: VISITORS }, () => new Visitor(server.port));
  const isOurs = contestant.kind === 'ours';
  for (const visitor of visitors) await visitor.get(isOurs ? '/begin' : '/write');
  const operations: Operation[] = contestant.readOnly ? ['read'] : ['read', 'write', 'mixed'];
  if (isOurs) operations.push('readModifyWrite', 'noSession');
  if (contestant.kind !== 'ceiling') operations.push('stranger', 'tampered');
  const strangers = visitors.map(() => new Visitor(server.port));
  return {
    contestant,
    server,
    visitors,
    operations,
    senders: {
      read: visitors,
      write: visitors,
      mixed: visitors,
      readModifyWrite: visitors,
      noSession: visitors,
      stranger: strangers,
      tampered: visitors.map((visitor) => visitor.tampered()),
    },
    cpu: new Map(operations.map((operation) => [operation, []])),
    latencies: new Map(operations.map((operation) => [operation, []])),
    commands: new Map(),
  };
}

async function end({ server, senders }: Running): Promise<void> {
  for (const visitors of Object.values(senders)) for (const visitor of visitors) visitor.close();
  await server.stop();
}

function play(one: Running, operation: Operation, requests: number): Promise<number[]> {
  return load(one.senders[operation], requests, paths[operation]);
}

/** By a server of its own: whoever counts stands in the way. */
async function countCommands(
  contestant: Contestant,
  file: string,
  stores: Stores,
): Promise<Map<Operation, number>> {
  const commands = new Map<Operation, number>();
  if (contestant.store === 'client') return commands;
  const counter = await CommandCounter.before(contestant.store, stores.environment);
  try {
    const one = await begin(contestant, file, counter.environment);
    try {
      for (const operation of one.operations) {
        await play(one, operation, COUNTED);
        const before = counter.commands;
        await play(one, operation, COUNTED);
        commands.set(operation, (counter.commands - before) / COUNTED);
      }
    } finally {
      await end(one);
    }
  } finally {
    await counter.stop();
  }
  return commands;
}

async function time(one: Running, operation: Operation): Promise<void> {
  // The others have had the processor's caches meanwhile.
  await play(one, operation, WARM_AGAIN);
  const before = await one.server.cpu();
  const latencies = await play(one, operation, REQUESTS);
  one.cpu.get(operation)!.push(((await one.server.cpu()) - before) / REQUESTS);
  one.latencies.get(operation)!.push(...latencies);
}

async function finish(one: Running): Promise<Figures> {
  const { contestant } = one;
  const operations: Figures['operations'] = {};
  for (const operation of one.operations) {
    const latencies = one.latencies.get(operation)!;
    const commands = one.commands.get(operation);
    operations[operation] = {
      cpu: median(one.cpu.get(operation)!),
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
      ...(commands === undefined ? {} : { commands }),
    };
  }
  if (contestant.kind === 'ceiling') return { contestant, operations };
  const { stranger, tampered } = operations;
  return {
    contestant,
    operations,
    tamperedCost: (tampered!.cpu - stranger!.cpu) / 1000,
    ...(contestant.readOnly ? {} : { lostUpdates: await countLostUpdates(one.visitors[0]!) }),
  };
}

/** On connections of their own, all with the first visitor's cookies. */
async function countLostUpdates(visitor: Visitor): Promise<number> {
  const parallel = 20;
  const { count: before } = await visitor.get('/read');
  const twins = Array.from({ length: parallel }, () => visitor.twin());
  await Promise.all(twins.map((twin) => twin.get('/read')));
  // A browser has one jar: where the cookie is the session, the last answer is what stays.
  await Promise.all(
    twins.map((twin) => twin.get('/write').then(() => visitor.keepCookiesOf(twin))),
  );
  for (const twin of twins) twin.close();
  const { count: after } = await visitor.get('/read');
  return before + parallel - after;
}
