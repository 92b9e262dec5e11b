import type { Colours } from '../colours';
import type { Finding, Health } from '../finding';
import { wrap } from '../wrap';
import { headline } from './environment-status';
import type { EnvironmentStatus } from './environment-status';

export interface ScreenOptions {
  readonly colours: Colours;
  /** Columns. */
  readonly width: number;
}

/** Signs that differ without colour too. */
const signs: Record<Health, string> = { well: '✔', notice: '!', bad: '✖' };

/** Of an environment as lines for people, none wider than the screen but for names that can't be cut. */
export function screen(status: EnvironmentStatus, options: ScreenOptions): string {
  const { colours, width } = options;
  if (!status.deployed) return `${colours.bold(headline(status))}\n  not deployed`;
  const lines = [colours.bold(headline(status))];
  for (const { title, findings } of status.sections) {
    lines.push('', title, ...findings.flatMap((finding) => findingLines(finding, options)));
  }
  if (status.dashboard !== undefined) lines.push('', `Dashboard  ${status.dashboard}`);
  const bad = status.sections.flatMap(({ findings }) => findings.filter((f) => f.health === 'bad'));
  lines.push(
    '',
    ...(bad.length === 0
      ? [colours.green('All is well.')]
      : wrap(`${bad.length} ${bad.length === 1 ? 'thing is' : 'things are'} not well.`, width).map(
          colours.red,
        )),
  );
  return lines.join('\n');
}

function findingLines(
  { health, subject, says, cure }: Finding,
  { colours, width }: ScreenOptions,
): string[] {
  const paint = { well: colours.green, notice: colours.yellow, bad: colours.red }[health];
  const [first = '', ...rest] = wrap(`${subject}  ${says}`, width - 6);
  return [
    `  ${paint(signs[health])} ${first}`,
    ...rest.map((line) => `      ${line}`),
    ...(cure === undefined
      ? []
      : wrap(`→ ${cure}`, width - 6).map((line, index) =>
          colours.dim(`    ${index === 0 ? '' : '  '}${line}`),
        )),
  ];
}
