import { html } from 'ghtml';
import type { FaultFigures, Span } from '../figures';
import { charts } from './charts';
import type { Report } from './report';
import { style } from './style';
import {
  counted,
  duration,
  failures,
  headFigures,
  headline,
  milliseconds,
  recovery,
} from './words';

/** The report as one file that needs nothing else, for who was not there. */
export function reportHtml(report: Report): string {
  const { about, began, run, verdict, findings } = report;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="content-security-policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <title>Drill of ${about.subject}, ${began.slice(0, 10)}: ${verdict.result}</title>
        <style>
          !${style}
        </style>
      </head>
      <body>
        <header>
          <h1>Drill of ${about.subject}</h1>
          <p class="quiet">
            ${inUtc(new Date(began))} UTC · ${duration(report.seconds)} of load · ${run}
          </p>
        </header>
        <main>
          !${verdictOf(report)}
          <dl class="figures">
            !${headFigures(report).map(
              ({ name, value, isBad }) =>
                html`<div class="${isBad ? 'bad' : ''}">
                  <dt>${name}</dt>
                  <dd>${value.toLocaleString('en')}</dd>
                </div>`,
            )}
          </dl>
          <h2>Who, what, where</h2>
          !${facts(about.facts)}
          <h2>Second by second</h2>
          !${charts(report)}
          <h2>Faults</h2>
          !${
            report.figures.faults.length === 0
              ? html`<p>None was inflicted.</p>`
              : report.figures.faults.map((fault, index) =>
                  faultSection(fault, index, Date.parse(began)),
                )
          }
          !${findings.length === 0 ? '' : findingsSection(report)}
          <h2>What was promised</h2>
          <p>${report.carrier.onStoreLoss}</p>
          !${promises(report)}
          <h2>How it was checked</h2>
          <p>
            ${report.load.clients} visitors with connections of their own made up to
            ${report.load.rate} requests a second together, ${report.load.changesPerMinute} of them
            a minute changes. Each visitor remembers every change that was acknowledged, and
            compares each answer with that: a number may never be less than what was acknowledged,
            nor more than what was asked for. A change whose connection died, or that was answered
            by an error of a server, may have been made or not; it counts as neither lost nor made
            twice. Nothing was tried again in secret: each failed request is counted.
          </p>
        </main>
      </body>
    </html>`;
}

function verdictOf(report: Report): string {
  const { result, reasons, withinPromises } = report.verdict;
  const sentences = [...reasons, ...withinPromises];
  return html`<section class="verdict ${result}">
    <b>${headline(report)}</b>
    !${
      sentences.length === 0
        ? ''
        : html`<ul>
            !${sentences.map((sentence) => html`<li>${sentence}</li>`)}
          </ul>`
    }
  </section>`;
}

function faultSection(fault: FaultFigures, index: number, began: number): string {
  const { what, begunAt, endedAt, outcome, reason } = fault;
  const lost = `${counted(fault.sessionsLost, 'session')}, ${counted(fault.acknowledgedWritesLost, 'acknowledged write')}`;
  return html`<section class="one-fault">
    <h3>${index + 1}. ${what}</h3>
    !${facts({
      Begun: `at ${duration(begunAt)} (${inUtc(new Date(began + begunAt * 1000)).slice(11)} UTC)`,
      'Whole again': outcome === 'healed' ? `after ${duration(endedAt - begunAt)}` : outcome,
      ...(reason && { Because: reason }),
      Visitors: recovery(fault).replace(/^visitors /, ''),
      'Requests that failed': failures(fault.failedByCause),
      Lost: lost,
    })}
    <table>
      <thead>
        <tr>
          <th></th>
          <th scope="col">requests</th>
          <th scope="col">failed</th>
          <th scope="col">p50</th>
          <th scope="col">p99</th>
        </tr>
      </thead>
      <tbody>
        !${row('before', fault.before)} !${row('during', fault.during)}
        !${row('after', fault.after)}
      </tbody>
    </table>
  </section>`;
}

function row(name: string, { requests, failed, p50, p99 }: Span): string {
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${requests}</td>
    <td>${failed}</td>
    <td>${milliseconds(p50)}</td>
    <td>${milliseconds(p99)}</td>
  </tr>`;
}

function findingsSection({ findings }: Report): string {
  return html`<h2>What the visitors noticed</h2>
    <ol class="findings">
      !${findings.map(({ at, kind, what }) => html`<li>At ${duration(at)}: ${kind}: ${what}.</li>`)}
    </ol>`;
}

function promises({ carrier }: Report): string {
  return facts({
    'Changes of the same moment': carrier.atomic ? 'all count' : 'the last answer counts, whole',
    'An ended session is dead':
      carrier.revocable === 'no' ? 'when its time is up' : carrier.revocable,
    "A lost node of the sessions' store costs": {
      nothing: 'nothing',
      'latest writes': 'what was written in its last moments',
      sessions: 'the sessions that were on it',
    }[carrier.lostWithNode],
  });
}

function facts(entries: Readonly<Record<string, string>>): string {
  return html`<dl class="facts">
    !${Object.entries(entries).map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

/** `2026-11-24 03:00:00` */
function inUtc(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', ' ');
}
