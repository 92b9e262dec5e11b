import type { Figures, OperationFigures } from './measure';

export interface Machine {
  node: string;
  cpu: string;
  system: string;
}

/** Processor time is compared as how many requests the same time is enough for: more is better. */
function ratio(theirs: OperationFigures | undefined, ours: OperationFigures | undefined) {
  return theirs && ours ? Number((theirs.cpu / ours.cpu).toFixed(2)) : undefined;
}

function best(
  peers: readonly Figures[],
  operation: 'read' | 'write',
): OperationFigures | undefined {
  return peers
    .map((peer) => peer[operation])
    .filter((figures) => figures !== undefined)
    .toSorted((a, b) => a.cpu - b.cpu)[0];
}

function compared(one: Figures, all: readonly Figures[]) {
  const { store } = one.contestant;
  const same = all.filter((other) => other.contestant.store === store);
  const ceiling =
    same.find(({ contestant }) => contestant.kind === 'ceiling') ??
    all.find(({ contestant }) => contestant.name === 'ceiling-http');
  const peers = same.filter(({ contestant }) => contestant.kind === 'peer');
  return {
    read: {
      ...one.read,
      ratioToCeiling: ratio(ceiling?.read, one.read),
      ratioToBestPeer: ratio(best(peers, 'read'), one.read),
    },
    write: {
      ...one.write,
      ratioToCeiling: ratio(ceiling?.write, one.write),
      ratioToBestPeer: ratio(best(peers, 'write'), one.write),
    },
    mixed: one.mixed,
    readModifyWrite: one.readModifyWrite && {
      ...one.readModifyWrite,
      ratioToCeiling: ratio(ceiling?.write, one.readModifyWrite),
    },
    noSession: one.noSession,
    lostUpdates: one.lostUpdates,
  };
}

export function toJson(figures: readonly Figures[], machine: Machine): string {
  const carriers = Object.fromEntries(
    figures
      .filter(({ contestant }) => contestant.kind === 'ours')
      .map((one) => [one.contestant.name.replace('ours: ', ''), compared(one, figures)]),
  );
  const others = Object.fromEntries(
    figures
      .filter(({ contestant }) => contestant.kind !== 'ours')
      .map(({ contestant, ...rest }) => [contestant.name, rest]),
  );
  return JSON.stringify({ machine, carriers, others }, null, 2);
}

export function toTable(figures: readonly Figures[], machine: Machine): string {
  const cell = (figure: OperationFigures | undefined) => figure?.cpu.toFixed(1) ?? '–';
  const rows = figures.map(({ contestant, read, write, mixed, readModifyWrite, lostUpdates }) =>
    [
      contestant.name,
      ...[read, write, mixed, readModifyWrite].map(cell),
      read.commands === undefined
        ? '–'
        : `${read.commands.toFixed(1)} / ${write?.commands?.toFixed(1) ?? '–'}`,
      lostUpdates === undefined ? '–' : `${lostUpdates} of 20`,
    ].join(' | '),
  );
  return [
    `${machine.cpu}, ${machine.system}, Node ${machine.node}. Processor time of the server, µs a request, medians.`,
    '',
    '| | read | write | 9 : 1 | read, change, write | store commands read / write, those in scripts too | lost updates |',
    '|---|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}
