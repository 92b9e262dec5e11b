import type { FindingKind } from '../../../lib/drill/findings';
import { sessionCarrier } from '../../../lib/drill/session-carrier';
import { Servers } from '../../app/servers';
import { drillUntil } from '../drill-until';
import { type Tampering, TamperingProxy } from './tampering';

let servers: Servers;
let url: string;

beforeAll(async () => {
  servers = await Servers.open();
  url = await servers.start();
});
afterAll(() => servers.close());

/** What is found with this tampering, each kind once. */
async function find(tampering: Tampering, carrier = sessionCarrier): Promise<FindingKind[]> {
  const proxy = await TamperingProxy.before(url, tampering);
  try {
    const { findings, requests } = await drillUntil(
      (state) => state.findings.all.length > 0 || state.requests.requests.length > 150,
      { url: proxy.url, carrier, clients: 3 },
    );
    // Some tampering makes the app refuse, too.
    if (tampering === 'none') expect(requests.flatMap(({ cause }) => cause ?? [])).toEqual([]);
    return [...new Set(findings.map(({ kind }) => kind))];
  } finally {
    await proxy.close();
  }
}

describe('visitors who sign in', () => {
  it('find nothing wrong with the app itself', async () => {
    const before = await servers.data.query<{ count: string }>('SELECT count(*) FROM accounts', []);
    expect(await find('none')).toEqual([]);
    const after = await servers.data.query<{ count: string }>('SELECT count(*) FROM accounts', []);
    expect(Number(after[0]?.count) - Number(before[0]?.count)).toBe(2);
  });

  it('leave no note behind', async () => {
    expect(await servers.data.query('SELECT id FROM notes', [])).toEqual([]);
  });

  it.each([
    ['loses a note', 'write lost'],
    ['writes notes twice', 'applied twice'],
    ["shows another's account", "another's data"],
    ['forgets who asks', 'session lost'],
  ] as const)('find a site that %s', async (tampering, kind) => {
    expect(await find(tampering)).toContain(kind);
  });

  it('find a session that goes on though it was ended', async () => {
    const found = await find('keeps sessions', { ...sessionCarrier, revocable: 'at once' });
    expect(found).toEqual(['ended session answers']);
  });
});
