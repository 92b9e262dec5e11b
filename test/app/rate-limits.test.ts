import { Browser } from './browser';
import { Servers } from './servers';

const LIMITS = { CHANGE_LIMIT: '4' };

describe('too many changes', () => {
  let servers: Servers;
  let one: string;
  let other: string;

  beforeAll(async () => {
    servers = await Servers.open();
    [one, other] = await Promise.all([servers.start(LIMITS), servers.start(LIMITS)]);
  });
  afterAll(() => servers.close());

  it('from one address are refused, on all servers together, but reading goes on', async () => {
    const busy = new Browser(one);
    const statuses = [];
    for (const url of [one, other, one, other, one, other]) {
      busy.server = url;
      statuses.push((await busy.post('/counter')).status);
    }
    expect(statuses).toEqual([303, 303, 303, 303, 429, 429]);
    expect((await busy.get('/')).status).toBe(200);
  });

  it('are told when to come back', async () => {
    const busy = new Browser(one);
    for (let i = 0; i < 4; i++) await busy.post('/counter');
    const { headers, text } = await busy.post('/counter');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(text).toMatch(/Too many attempts. Try again in \d+ seconds/);
    expect(text).toContain('Slow down');
  });
});
