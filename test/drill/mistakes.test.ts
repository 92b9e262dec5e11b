import type { CarrierPromises } from '../../lib/drill/promises';
import { figuresOf } from '../../lib/drill/figures';
import { judge } from '../../lib/drill/verdict';
import { drillUntil } from './drill-until';
import { RoundRobin } from './round-robin';
import { SmallApp, type Held, type Mistake } from './small-app';

const promises: CarrierPromises = {
  atomic: true,
  revocable: 'at once',
  survivesNodeLoss: true,
  onStoreLoss: '',
  lostWithNode: 'nothing',
};

/** What a drill of two servers with this mistake finds. */
async function find(mistake: Mistake, carrier = promises) {
  const shared = new Map<string, Held>();
  const servers = await Promise.all([
    SmallApp.start(mistake, shared),
    SmallApp.start(mistake, shared),
  ]);
  const balancer = await RoundRobin.before(...servers.map(({ url }) => url));
  try {
    const record = await drillUntil(({ requests }) => requests.requests.length > 200, {
      url: balancer.url,
      carrier,
      clients: 10,
    });
    const figures = figuresOf(record);
    // It ends when enough was seen, which is no interruption.
    const verdict = judge({ ...record, wasInterrupted: false }, figures, carrier);
    return { figures, verdict };
  } finally {
    await balancer.close();
    await Promise.all(servers.map((server) => server.close()));
  }
}

describe('a drill finds', () => {
  it('nothing where nothing is wrong', async () => {
    const { figures, verdict } = await find('none');
    expect(verdict).toEqual({ result: 'passed', reasons: [], withinPromises: [] });
    expect(figures.requests).toBeGreaterThan(10);
    expect(figures).toMatchObject({ sessionsLost: 0, acknowledgedWritesLost: 0, appliedTwice: 0 });
  });

  it('sessions that each server keeps to itself', async () => {
    const { figures, verdict } = await find('sessions in memory');
    expect(figures.sessionsLost).toBeGreaterThan(3);
    expect(figures.acknowledgedWritesLost).toBeGreaterThan(3);
    expect(verdict.result).toBe('failed');
    expect(verdict.reasons.join()).toMatch(
      /sessions lost\..*writes lost that had been acknowledged/,
    );
  });

  it('concurrent changes of which one is lost', async () => {
    const { figures, verdict } = await find('loses concurrent updates');
    expect(figures).toMatchObject({ sessionsLost: 0, appliedTwice: 0 });
    expect(figures.acknowledgedWritesLost).toBeGreaterThan(0);
    expect(verdict.result).toBe('failed');
  });

  it('no fault in that with a carrier that does not promise it', async () => {
    const { figures, verdict } = await find('loses concurrent updates', {
      ...promises,
      atomic: false,
    });
    expect(figures.acknowledgedWritesLost).toBe(0);
    expect(verdict.result).toBe('passed');
  });

  it('changes that were acknowledged and not made', async () => {
    const { figures, verdict } = await find('forgets changes');
    expect(figures.acknowledgedWritesLost).toBeGreaterThan(3);
    expect(verdict.result).toBe('failed');
  });

  it('changes that were made twice', async () => {
    const { figures, verdict } = await find('applies changes twice');
    expect(figures.appliedTwice).toBeGreaterThan(3);
    expect(figures.acknowledgedWritesLost).toBe(0);
    expect(verdict.result).toBe('failed');
  });

  it("another visitor's page", async () => {
    const { figures, verdict } = await find("serves another's page");
    expect(figures.othersDataSeen).toBeGreaterThan(0);
    expect(verdict.reasons.join()).toMatch(/another visitor's/);
  });
});
