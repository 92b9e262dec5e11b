import { coloursFor } from '../../../lib/ops/colours';
import { screen } from '../../../lib/ops/status/screen';
import type { EnvironmentStatus } from '../../../lib/ops/status/environment-status';

const status: EnvironmentStatus = {
  environment: 'dev',
  account: '123456789012',
  region: 'us-east-1',
  name: 'app-dev',
  deployed: true,
  ok: false,
  sections: [
    {
      title: 'Servers',
      findings: [
        { health: 'well', subject: 'i-1', says: 'healthy' },
        {
          health: 'bad',
          subject: 'i-2',
          says: `unhealthy, ${'and that in many words, '.repeat(6)}at last`,
          cure: 'Read its boot log, which is in the log group of the servers, stream INSTANCE/boot.',
        },
      ],
    },
  ],
};

const plain = coloursFor({ isTTY: true }, { NO_COLOR: '1' });

test('says how each thing is by a sign, and what to do', () => {
  const text = screen(status, { colours: plain, width: 80 });
  expect(text).toContain('  ✔ i-1  healthy');
  expect(text).toContain('  ✖ i-2  unhealthy');
  expect(text).toContain('→ Read its boot log');
  expect(text).toContain('1 thing is not well.');
});

test.each([60, 80, 120])('no line is wider than %i columns', (width) => {
  const lines = screen(status, { colours: plain, width }).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
});

test('colours come on a terminal alone, and NO_COLOR takes them away', () => {
  const escape = '\u001B[';
  const shown = (isTTY: boolean, env: NodeJS.ProcessEnv): boolean =>
    screen(status, { colours: coloursFor({ isTTY }, env), width: 80 }).includes(escape);
  expect(shown(true, { TERM: 'xterm' })).toBe(true);
  expect(shown(false, { TERM: 'xterm' })).toBe(false);
  expect(shown(true, { TERM: 'xterm', NO_COLOR: '1' })).toBe(false);
  expect(shown(true, { TERM: 'dumb' })).toBe(false);
  expect(shown(false, { FORCE_COLOR: '1' })).toBe(true);
});

test('an environment that is not there takes two lines', () => {
  expect(
    screen({ ...status, deployed: false, sections: [] }, { colours: plain, width: 80 }).split('\n'),
  ).toHaveLength(2);
});
