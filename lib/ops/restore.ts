import { writeFileSync } from 'node:fs';
import { environmentNamed, runCommand } from './command';
import { terminal } from './drill/consent';
import { Progress } from './drill/progress';
import { usage } from './failure';
import { database } from './restore/database';
import { restoreText } from './restore/report';
import { restoreDrill } from './restore/restore-drill';

const help = `npm run drill:restore -- --env dev|prod [--from time|snapshot]

Restores the database beside itself, checks what came back, and removes it again; says how long that
takes (RTO) and how old the data is (RPO). The database itself is not touched. It asks, as a second
database is billed while it is there.

  --env     which
  --from    time: its newest moment (default); snapshot: its newest snapshot
  --report  a file for the report, as JSON
  --json    print the report as one object for programs
  --yes     don't ask; needed where there is no terminal

What is checked: that it comes up; its engine, key, disk and privacy; that the engine's own log tells of
a recovery and of no damage; that about as much storage is in use. Rows are not read: nobody but the
servers reaches a database.

Exit code: 0 it came back, 1 it did not, or could not be removed, 2 wrong usage, 130 Ctrl-C.`;

void runCommand({
  help,
  options: {
    env: { type: 'string' },
    from: { type: 'string', default: 'time' },
    report: { type: 'string' },
    json: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
  },
  endsItself: true,
  async run({ env, from, report: file, json, yes }, interrupted) {
    const environment = environmentNamed(env);
    if (from !== 'time' && from !== 'snapshot') {
      throw usage(`--from ${from}: not possible.`, 'Choose time or snapshot.');
    }
    const progress = new Progress(process.stderr);
    const report = await restoreDrill(
      { environment, from, yes },
      {
        database,
        asker: terminal,
        say: (text) => progress.say(text),
        tick: (text) => progress.tick(text),
        interrupted,
        pollSeconds: 10,
        limitSeconds: 3 * 60 * 60,
        measureSeconds: 15 * 60,
        farewellSeconds: 60,
      },
    ).finally(() => progress.end());
    if (report === undefined) return 130;
    const text = JSON.stringify(report, null, 2);
    if (file !== undefined) writeFileSync(file, `${text}\n`);
    process.stdout.write(`${json ? text : restoreText(report)}\n`);
    if (report.result === 'interrupted') return 130;
    return report.result === 'passed' && report.isRemoved ? 0 : 1;
  },
});
