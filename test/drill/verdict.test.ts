import type { DrillRecord } from '../../lib/drill/drill';
import type { InflictedFault } from '../../lib/drill/fault';
import { figuresOf } from '../../lib/drill/figures';
import type { Finding } from '../../lib/drill/findings';
import type { CarrierPromises } from '../../lib/drill/promises';
import type { LoggedRequest } from '../../lib/drill/request-log';
import { judge } from '../../lib/drill/verdict';

const fault: InflictedFault = {
  kind: 'store',
  what: 'take a node',
  takesSessionNode: true,
  mustNotFail: false,
  begunAt: 10,
  endedAt: 20,
  outcome: 'healed',
};

const lost: Finding = {
  kind: 'session lost',
  at: 15,
  count: 1,
  what: '',
  acknowledgedAt: [2],
  inSession: true,
};

/** A request a second, of which those at the given seconds failed. */
function requests(...failed: number[]): LoggedRequest[] {
  return Array.from({ length: 30 }, (_, at) => ({
    at,
    milliseconds: 10,
    cause: failed.includes(at) ? 'answered 503' : undefined,
  }));
}

function verdict(
  lostWithNode: CarrierPromises['lostWithNode'],
  changes: Partial<DrillRecord> = {},
): { result: string; reasons: string; withinPromises: string } {
  const record: DrillRecord = {
    run: 'drill',
    began: 0,
    seconds: 30,
    requests: requests(),
    heldBack: 0,
    findings: [],
    faults: [fault],
    wasInterrupted: false,
    ...changes,
  };
  const { result, reasons, withinPromises } = judge(record, figuresOf(record), {
    atomic: true,
    revocable: 'at once',
    survivesNodeLoss: lostWithNode !== 'sessions',
    onStoreLoss: '',
    lostWithNode,
  });
  return { result, reasons: reasons.join(' '), withinPromises: withinPromises.join(' ') };
}

describe('a session that is lost with a node of its store', () => {
  it('is what a carrier without a second copy says of itself', () => {
    expect(verdict('sessions', { findings: [lost] })).toMatchObject({
      result: 'passed',
      withinPromises: '1 session lost with a node of their store.',
    });
  });

  it('is too much where sessions outlive a node', () => {
    for (const promise of ['nothing', 'latest writes'] as const) {
      expect(verdict(promise, { findings: [lost] }).result).toBe('failed');
    }
  });

  it('is too much before the node was taken, and where another thing was', () => {
    expect(verdict('sessions', { findings: [{ ...lost, at: 9 }] }).result).toBe('failed');
    const server = { ...fault, takesSessionNode: false };
    expect(verdict('sessions', { findings: [lost], faults: [server] }).result).toBe('failed');
  });
});

describe('a write that is lost in a failover', () => {
  const write = (acknowledgedAt: number, inSession = true): Finding => ({
    ...lost,
    kind: 'write lost',
    acknowledgedAt: [acknowledgedAt],
    inSession,
  });

  it('is promised where a replica may lag, and was acknowledged while it took over', () => {
    expect(verdict('latest writes', { findings: [write(12)] }).result).toBe('passed');
    expect(verdict('latest writes', { findings: [write(9.5)] }).result).toBe('passed');
    expect(verdict('latest writes', { findings: [write(5)] }).result).toBe('failed');
    expect(verdict('nothing', { findings: [write(12)] }).result).toBe('failed');
  });

  it('has no excuse where it was not in the session', () => {
    expect(verdict('sessions', { findings: [write(12, false)] }).result).toBe('failed');
  });
});

describe('a drill fails', () => {
  it.each(['applied twice', "another's data", 'ended session answers'] as const)(
    'on %s, whatever is promised',
    (kind) => {
      expect(verdict('sessions', { findings: [{ ...lost, kind }] }).result).toBe('failed');
    },
  );

  it('on a fault that was refused, or did not heal', () => {
    const refused = { ...fault, outcome: 'refused', reason: 'AWS said no.' } as const;
    expect(verdict('nothing', { faults: [refused] }).reasons).toContain('AWS said no.');
    const stuck = { ...fault, outcome: 'not healed in time' } as const;
    expect(verdict('nothing', { faults: [stuck] }).result).toBe('failed');
  });

  it('on any failed request where none may fail, and on none elsewhere', () => {
    const failing = { requests: requests(12) };
    expect(verdict('nothing', failing).result).toBe('passed');
    expect(
      verdict('nothing', { ...failing, faults: [{ ...fault, mustNotFail: true }] }).reasons,
    ).toContain('1 request failed');
  });

  it('where visitors still notice it at the end, or nobody was ever answered', () => {
    expect(verdict('nothing', { requests: requests(28, 29) }).reasons).toContain('still failed');
    expect(verdict('nothing', { requests: [] }).result).toBe('failed');
  });
});

test('the time to recover runs from the first failure to the first answer after the last', () => {
  const { faults } = figuresOf({
    run: '',
    began: 0,
    seconds: 30,
    requests: requests(5, 11, 14),
    heldBack: 0,
    findings: [],
    faults: [fault],
    wasInterrupted: false,
  });
  expect(faults).toMatchObject([
    {
      recoverySeconds: 4.01,
      failedByCause: { 'answered 503': 2 },
      before: { requests: 10, failed: 1 },
      during: { requests: 10, failed: 2 },
      after: { requests: 10, failed: 0, p50: 10, p99: 10 },
    },
  ]);
});
