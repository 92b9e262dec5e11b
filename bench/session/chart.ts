import type { Report } from './report';
import { FIELDS, rowsOf, type Row } from './table';

/** Pixels of the drawing's own grid. */
const WIDTH = 860;
const LABELS = 290;
const BAR = 9;
const ROW = 30;
const HEADING = 34;
const LEGEND = 44;

/** Requests that one second of processor time is enough for. */
const perSecond = (cpu: number) => 1_000_000 / cpu;

/** What the picture says, for who doesn't see it. */
export function altText(report: Report): string {
  const sentences = Object.entries(FIELDS).flatMap(([field, title]) => {
    const ours = report.carriers[field];
    return ours?.read.ratioToBestPeer === undefined
      ? []
      : [`${title}: reading ${ours.read.ratioToBestPeer} times the best peer`];
  });
  return `Requests for each second of processor time, ours beside others. ${sentences.join('; ')}.`;
}

/** Bars of requests a second, longer is better: reading above, changing below. For light and dark pages. */
export function toSvg(report: Report): string {
  const fields = Object.keys(FIELDS)
    .map((field) => ({ field, rows: rowsOf(field, report) }))
    .filter(({ rows }) => rows.length > 0);
  const all = fields.flatMap(({ rows }) => rows.flatMap(barsOf));
  const scale = (WIDTH - LABELS - 70) / Math.max(...all.map(({ value }) => value));
  const parts: string[] = [];
  let y = LEGEND;
  for (const { field, rows } of fields) {
    parts.push(`<text class="field" x="0" y="${y + 18}">${escaped(FIELDS[field]!)}</text>`);
    y += HEADING;
    for (const row of rows) {
      parts.push(drawn(row, y, scale));
      y += ROW;
    }
  }
  const title = altText(report);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 8}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.field { font-weight: 600; font-size: 15px }
.value, .legend { font-size: 11px; fill: #59636e }
.label { text-anchor: end }
.ours { font-weight: 600 }
.ours rect.read { fill: #0969da }
.ours rect.write { fill: #54aeff }
rect.read { fill: #8c959f }
rect.write { fill: #c4cad0 }
.ceiling rect { fill: none; stroke: #8c959f; stroke-dasharray: 3 2 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.value, .legend { fill: #9198a1 }
.ours rect.read { fill: #4493f8 }
.ours rect.write { fill: #1f6feb }
rect.read { fill: #768390 }
rect.write { fill: #444c56 }
.ceiling rect { fill: none }
}
</style>
<text class="legend" x="0" y="14">Requests for a second of the server's processor time; longer is better.</text>
<text class="legend" x="0" y="30">Upper bar: reads the session. Lower bar: changes it. Dashed: the least a server can do with the same client.</text>
${parts.join('\n')}
</svg>
`;
}

function barsOf(row: Row): { name: 'read' | 'write'; value: number }[] {
  const change = row.write ?? row.readModifyWrite;
  return [
    ...(row.read ? [{ name: 'read' as const, value: perSecond(row.read.cpu) }] : []),
    ...(change ? [{ name: 'write' as const, value: perSecond(change.cpu) }] : []),
  ];
}

function drawn(row: Row, y: number, scale: number): string {
  const bars = barsOf(row).map(({ name, value }, i) => {
    const top = y + i * (BAR + 2);
    const width = Math.max(1, Math.round(value * scale));
    const number = Math.round(value).toLocaleString('en');
    return (
      `<rect class="${name}" x="${LABELS + 10}" y="${top}" width="${width}" height="${BAR}" rx="2"/>` +
      `<text class="value" x="${LABELS + width + 16}" y="${top + BAR}">${number}</text>`
    );
  });
  const label = `<text class="label" x="${LABELS}" y="${y + BAR + 5}">${escaped(row.title)}</text>`;
  return `<g class="${row.kind}">${label}${bars.join('')}</g>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
