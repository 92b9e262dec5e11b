import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { altText, toSvg } from './chart';
import type { Report } from './report';
import { toTable } from './table';

const BEGIN = '<!-- bench:session begins; written by npm run bench:session -- --report FILE -->';
const END = '<!-- bench:session ends -->';

/**
 * Writes the chart, and the table between the markers of docs/sessions.md.
 * @param docs the folder `docs`
 * @throws Error where the markers are not there
 */
export async function writeDocs(report: Report, docs: string): Promise<void> {
  mkdirSync(path.join(docs, 'images'), { recursive: true });
  writeFileSync(path.join(docs, 'images', 'session-bench.svg'), toSvg(report));
  const file = path.join(docs, 'sessions.md');
  const text = readFileSync(file, 'utf8');
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`${file} has no lines "${BEGIN}" and "${END}"`);
  const image = `![${altText(report)}](images/session-bench.svg)`;
  const written = `${BEGIN}\n\n${image}\n\n${toTable(report)}\n\n`;
  const whole = text.slice(0, begin) + written + text.slice(end);
  writeFileSync(file, await format(whole, { ...(await resolveConfig(file)), parser: 'markdown' }));
}
