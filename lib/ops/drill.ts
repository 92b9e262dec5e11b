import { runCommand } from './command';
import { awsDrill } from './drill/aws-drill';
import { terminal } from './drill/consent';
import { faultSources } from './drill/faults';
import { drillFlags, kinds, readDrillOptions } from './drill/options';
import { Progress } from './drill/progress';
import { troubles } from './drill/whole';

const help = `npm run drill:aws -- --env dev|prod [--faults ${kinds.join(',')}]

Breaks parts of a deployed environment while visitors use it who remember everything, and says what
was lost. It names what it will do to which resources, and asks.

  --env      which
  --faults   only these (default: all that this environment can have)
  --clients  visitors (default: 12)
  --rate     requests a second, of all of them together (default: 10)
  --seconds  end the load after so many, whatever has healed by then (default: as the faults need)
  --report   a file for the report: .html to read, .json or .txt; may be given several times
  --json     print the report as one object for programs
  --yes      don't ask; needed where there is no terminal
  --yes-in-production  needed for prod

Exit code: 0 nothing was lost beyond what the store of sessions promises, 1 something was, or could
not be drilled, 2 wrong usage, 130 Ctrl-C.`;

void runCommand({
  help,
  options: drillFlags,
  endsItself: true,
  async run(values, interrupted) {
    const options = readDrillOptions(values);
    const progress = new Progress(process.stderr);
    try {
      return await awsDrill(options, {
        sources: faultSources,
        look: troubles,
        asker: terminal,
        say: (text) => progress.say(text),
        tick: (text) => progress.tick(text),
        print: (text) => process.stdout.write(`${text}\n`),
        interrupted,
        pollSeconds: 5,
        calmSeconds: 30,
      });
    } finally {
      progress.end();
    }
  },
});
