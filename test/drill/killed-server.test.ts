import type { Fault } from '../../lib/drill/fault';
import { drill } from '../../lib/drill/drill';
import { figuresOf } from '../../lib/drill/figures';
import { sessionCarrier } from '../../lib/drill/session-carrier';
import { judge } from '../../lib/drill/verdict';
import { ServerProcesses } from '../app/server-processes';
import { RoundRobin } from './round-robin';

describe('a server that is killed', () => {
  const processes = new ServerProcesses();

  it('takes no session with it, and nothing that was acknowledged', async () => {
    const [first, second] = await Promise.all([processes.start(), processes.start()]);
    const balancer = await RoundRobin.before(first.url, second.url);
    const kill: Fault = {
      kind: 'server',
      what: 'kill -9 a server',
      takesSessionNode: false,
      mustNotFail: false,
      async inflict() {
        first.signal('SIGKILL');
        await first.exited;
        const replacement = await processes.start();
        balancer.servers = [second.url, replacement.url];
      },
    };
    try {
      const record = await drill(
        {
          url: balancer.url,
          carrier: sessionCarrier,
          faults: [kill],
          load: { clients: 8, rate: 120, changesPerMinute: 3000, patienceSeconds: 10 },
          calmSeconds: 2,
          seconds: 20,
        },
        new AbortController().signal,
      );
      const figures = figuresOf(record);
      const [fault] = figures.faults;
      expect({ ...judge(record, figures, sessionCarrier), findings: record.findings }).toEqual({
        result: 'passed',
        reasons: [],
        withinPromises: [],
        findings: [],
      });
      expect(figures).toMatchObject({ sessionsLost: 0, acknowledgedWritesLost: 0 });
      expect(fault?.before.requests).toBeGreaterThan(10);
      expect(fault?.during.requests).toBeGreaterThan(0);
      // Only what was in the dead server's hands: its connection died, and the balancer says so.
      const causes = Object.keys(figures.failedByCause);
      expect(causes.filter((cause) => cause !== 'answered 502')).toEqual([]);
      expect(fault?.recoverySeconds).not.toBeNull();
    } finally {
      await balancer.close();
    }
  });
});
