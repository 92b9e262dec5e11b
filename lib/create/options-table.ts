/** The options as a Markdown table, for the README. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, explained } from './help';
import { optionNames } from './option';
import { flagForm } from './options';

export const tableStart = '<!-- options:start -->';
export const tableEnd = '<!-- options:end -->';

export function optionsTable(): string {
  const rows = optionNames.flatMap((name) => [
    [`\`${flagForm(name).replaceAll('|', '\\|')}\``, describe(name)],
    ...explained(name).map(({ value, help }) => [`\`--${name} ${value}\``, help]),
  ]);
  const all = [['option', 'meaning'], ...rows];
  const widths = [0, 1].map((column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [line(all[0]!), line(rule), ...rows.map(line)].join('\n');
}

/** `tsx lib/create/options-table.ts` writes the table to where the README wants it. */
if (require.main === module) {
  const file = resolve(__dirname, '../../README.md');
  const [before, rest = ''] = readFileSync(file, 'utf8').split(tableStart);
  const after = rest.split(tableEnd)[1];
  writeFileSync(file, `${before}${tableStart}\n\n${optionsTable()}\n\n${tableEnd}${after}`);
}
