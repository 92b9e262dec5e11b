/** What each carrier of sessions can do and can't, as the code says it, for docs/sessions.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Capabilities } from '../../app/session/carrier';
import { databaseCapabilities } from '../../app/session/database/database-carrier';
import { encryptedCookieCapabilities } from '../../app/session/encrypted-cookie/encrypted-cookie-carrier';
import { familyCapabilities } from '../../app/session/jwt/families/family-carrier';
import { jwtCapabilities } from '../../app/session/jwt/jwt-carrier';
import { memcachedCapabilities } from '../../app/session/memcached/memcached-carrier';
import { redisCapabilities } from '../../app/session/redis/redis-carrier';

export const capabilitiesStart = '<!-- capabilities:start -->';
export const capabilitiesEnd = '<!-- capabilities:end -->';

const carriers: readonly (readonly [answers: string, capabilities: Capabilities])[] = [
  ['`redis`, `valkey`', redisCapabilities],
  ['`memcached`', memcachedCapabilities],
  ['`database`', databaseCapabilities],
  ['`jwt` with a database', familyCapabilities('within-minutes')],
  ['the same, `SESSION_REVOCATION=at-once`', familyCapabilities('at-once')],
  ['`jwt` without a database', jwtCapabilities],
  ['`cookie`', encryptedCookieCapabilities],
];

const heads = [
  '`--session`',
  'revocable',
  'atomic',
  'listable',
  'maxBytes',
  'survivesNodeLoss',
  'onStoreLoss',
];

export function capabilitiesTable(): string {
  const yes = (value: boolean) => (value ? 'yes' : 'no');
  const rows = carriers.map(([answers, can]) => [
    answers,
    can.revocable,
    yes(can.atomic),
    yes(can.listable),
    String(can.maxBytes),
    yes(can.survivesNodeLoss),
    can.onStoreLoss,
  ]);
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [line(heads), line(rule), ...rows.map(line)].join('\n');
}

/** `tsx lib/create/capabilities-table.ts` writes the table to where docs/sessions.md wants it. */
if (require.main === module) {
  const file = resolve(__dirname, '../../docs/sessions.md');
  const [before, rest = ''] = readFileSync(file, 'utf8').split(capabilitiesStart);
  const after = rest.split(capabilitiesEnd)[1];
  writeFileSync(
    file,
    `${before}${capabilitiesStart}\n\n${capabilitiesTable()}\n\n${capabilitiesEnd}${after}`,
  );
}
