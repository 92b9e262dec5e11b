import { EXPRESS_SESSION } from './contestants';
import type { Figures, Operation, OperationFigures } from './measure';

export interface Machine {
  node: string;
  cpu: string;
  system: string;
}

/** An operation of ours beside the others: how many requests they answer in the time that we need for one. */
export interface Compared extends OperationFigures {
  /** 1: no dearer than the least that a server can do. */
  ratioToCeiling?: number;
  ratioToBestPeer?: number;
  bestPeer?: string;
  /** express-session with connect-redis. */
  ratioToExpressSession?: number;
}

export interface CarrierReport {
  read: Compared;
  write: Compared;
  readModifyWrite: Compared;
  mixed: Compared;
  noSession: Compared;
  lostUpdates: number;
  tamperedCost: number;
}

export interface Report {
  date: string;
  machine: Machine;
  rounds: number;
  carriers: Record<string, CarrierReport>;
  /** Ceilings and peers: what was measured, without comparison. */
  others: Record<string, Omit<Figures, 'contestant'> & { kind: string; fields: readonly string[] }>;
}

/** What the others do instead: they know no write without a read. */
const COUNTERPART: Partial<Record<Operation, Operation>> = { readModifyWrite: 'write' };

function ratio(theirs: OperationFigures | undefined, ours: OperationFigures): number | undefined {
  return theirs && Number((theirs.cpu / ours.cpu).toFixed(2));
}

function compared(one: Figures, operation: Operation, all: readonly Figures[]): Compared {
  const ours = one.operations[operation]!;
  const theirs = COUNTERPART[operation] ?? operation;
  const [field] = one.contestant.fields;
  const rivals = all.filter(({ contestant }) => contestant.fields.includes(field!));
  const ceiling = rivals.find(({ contestant }) => contestant.kind === 'ceiling');
  const [best] = rivals
    .filter((rival) => rival.contestant.kind === 'peer' && rival.operations[theirs])
    .toSorted((a, b) => a.operations[theirs]!.cpu - b.operations[theirs]!.cpu);
  const express = all.find(({ contestant }) => contestant.name === EXPRESS_SESSION);
  return {
    ...ours,
    ratioToCeiling: ratio(ceiling?.operations[theirs], ours),
    ratioToBestPeer: ratio(best?.operations[theirs], ours),
    bestPeer: best?.contestant.name,
    ratioToExpressSession: ratio(express?.operations[theirs], ours),
  };
}

export function reportOf(figures: readonly Figures[], machine: Machine, rounds: number): Report {
  const isOurs = ({ contestant }: Figures) => contestant.kind === 'ours';
  const carriers = figures.filter(isOurs).map((one): [string, CarrierReport] => [
    one.contestant.fields[0]!,
    {
      read: compared(one, 'read', figures),
      write: compared(one, 'write', figures),
      readModifyWrite: compared(one, 'readModifyWrite', figures),
      mixed: compared(one, 'mixed', figures),
      noSession: compared(one, 'noSession', figures),
      lostUpdates: one.lostUpdates!,
      tamperedCost: one.tamperedCost!,
    },
  ]);
  const others = figures
    .filter((one) => !isOurs(one))
    .map(({ contestant: { name, kind, fields }, ...rest }) => [name, { kind, fields, ...rest }]);
  return {
    date: new Date().toISOString().slice(0, 10),
    machine,
    rounds,
    carriers: Object.fromEntries(carriers) as Report['carriers'],
    others: Object.fromEntries(others) as Report['others'],
  };
}
