import type { OperationFigures } from './measure';
import type { Compared, Report } from './report';

/** What people call the contestants. */
export const TITLES: Readonly<Record<string, string>> = {
  'ceiling-redis': 'node:http and one Redis command',
  'ceiling-memcached': 'node:http and one Memcached command',
  'ceiling-postgres': 'node:http and one PostgreSQL statement',
  'ceiling-http': 'node:http alone',
  'fastify-session-redis': '@fastify/session, connect-redis',
  'express-connect-redis': 'express-session, connect-redis',
  'hono-session-redis': '@hono/session, Redis',
  'better-auth-redis': 'better-auth, Redis',
  'express-connect-memcached': 'express-session, connect-memcached',
  'express-connect-pg-simple': 'express-session, connect-pg-simple',
  'fastify-secure-session': '@fastify/secure-session',
  'iron-session': 'iron-session',
  'jwt-fast-jwt': 'Fastify, fast-jwt',
  'jwt-fastify-jwt': '@fastify/jwt',
  'jwt-jose': 'Fastify, jose',
};

export const FIELDS: Readonly<Record<string, string>> = {
  redis: 'Redis',
  memcached: 'Memcached',
  database: 'PostgreSQL',
  cookie: 'Encrypted cookie',
  jwt: 'Signed token',
};

/** One contestant of a field, as the table and the chart show it. */
export interface Row {
  title: string;
  kind: 'ceiling' | 'ours' | 'peer';
  read: OperationFigures | undefined;
  write: OperationFigures | undefined;
  readModifyWrite: OperationFigures | undefined;
  lostUpdates: number | undefined;
  tamperedCost: number | undefined;
}

/** The ceiling, ours, then the others, the quickest first. A peer's write is a read, a change and a write. */
export function rowsOf(field: string, report: Report): Row[] {
  const others = Object.entries(report.others)
    .filter(([, other]) => other.fields.includes(field))
    .map(([name, { kind, operations, lostUpdates, tamperedCost }]): Row => {
      const isPeer = kind === 'peer';
      return {
        title: TITLES[name] ?? name,
        kind: isPeer ? 'peer' : 'ceiling',
        read: operations.read,
        write: isPeer ? undefined : operations.write,
        readModifyWrite: isPeer ? operations.write : undefined,
        lostUpdates,
        tamperedCost,
      };
    })
    .toSorted((a, b) => (a.read?.cpu ?? 0) - (b.read?.cpu ?? 0));
  const ours = report.carriers[field];
  return [
    ...others.filter(({ kind }) => kind === 'ceiling'),
    ...(ours ? [{ title: 'create-stateless-app', kind: 'ours' as const, ...ours }] : []),
    ...others.filter(({ kind }) => kind === 'peer'),
  ];
}

/** The figures as Markdown, for people. */
export function toTable(report: Report): string {
  const lines = Object.entries(FIELDS).flatMap(([field, title]) => {
    const rows = rowsOf(field, report);
    return rows.length === 0 ? [] : ['', `### ${title}`, '', ...HEAD, ...rows.map(line)];
  });
  const { date, machine, rounds } = report;
  return [
    `Processor time of the server for a request, in µs, the median of ${rounds} rounds, all in turn; in ` +
      'brackets the latency, p50 / p99 in ms, of 16 visitors at once. Measured on ' +
      `${date}: ${machine.cpu}, ${machine.system}, Node ${machine.node}; the stores on the same machine.`,
    ...lines,
    '',
    '### Beside the others',
    '',
    'How many times as many requests the same processor time is enough for.',
    '',
    ...ratios(report),
  ].join('\n');
}

const HEAD = [
  '| | read | write, unread | read, change, write | commands: read / write | lost of 20 parallel increments | a forged cookie costs |',
  '|---|---|---|---|---|---|---|',
];

function line(row: Row): string {
  const { read, write, readModifyWrite, lostUpdates, tamperedCost } = row;
  const commands = [read, write ?? readModifyWrite].map(
    (each) => each?.commands?.toFixed(1) ?? '–',
  );
  const cells = [
    row.kind === 'ours' ? `**${row.title}**` : row.title,
    time(read),
    time(write),
    time(readModifyWrite),
    commands.join(' / '),
    lostUpdates ?? '–',
    tamperedCost === undefined ? '–' : `${Math.max(0, tamperedCost).toFixed(3)} ms`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function time(figures: OperationFigures | undefined): string {
  if (!figures) return '–';
  const { cpu, p50, p99 } = figures;
  return `${cpu.toFixed(1)} (${p50.toFixed(1)} / ${p99.toFixed(1)})`;
}

function ratios({ carriers }: Report): string[] {
  const cell = ({ ratioToCeiling, ratioToBestPeer, ratioToExpressSession }: Compared) =>
    [ratioToCeiling, ratioToBestPeer, ratioToExpressSession]
      .map((ratio) => ratio?.toFixed(2) ?? '–')
      .join(' / ');
  return [
    '| ceiling / best peer of its kind / express-session with connect-redis | read | write, unread | read, change, write |',
    '|---|---|---|---|',
    ...Object.entries(carriers).map(
      ([field, { read, write, readModifyWrite }]) =>
        `| ${FIELDS[field] ?? field} | ${[read, write, readModifyWrite].map(cell).join(' | ')} |`,
    ),
  ];
}
