import { Browser } from './browser';
import { Servers } from './servers';
import { PASSWORD, newEmail } from './signed-in';

const LIMITS = { SIGN_IN_LIMIT: '3' };

describe('too many attempts to sign in', () => {
  let servers: Servers;
  let one: string;
  let other: string;

  beforeAll(async () => {
    servers = await Servers.open();
    [one, other] = await Promise.all([servers.start(LIMITS), servers.start(LIMITS)]);
  });
  afterAll(() => servers.close());

  it('from one address are refused, on all servers together', async () => {
    const mallory = new Browser(one);
    const attempt = () => mallory.post('/sign-in', { email: newEmail(), password: 'guess' });
    const statuses = [];
    for (const url of [one, other, one, other, one]) {
      mallory.server = url;
      statuses.push((await attempt()).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
  });

  it('for one account are refused, from however many addresses', async () => {
    const email = newEmail();
    const statuses = [];
    for (const url of [one, other, one, other]) {
      const { status } = await new Browser(url).post('/sign-in', { email, password: 'guess' });
      statuses.push(status);
    }
    expect(statuses).toEqual([401, 401, 401, 429]);
  });

  it('are told when to come back, in the form', async () => {
    const mallory = new Browser(one);
    const attempt = () => mallory.post('/sign-up', { email: 'x', password: PASSWORD });
    for (let i = 0; i < 3; i++) await attempt();
    const { status, headers, text } = await attempt();
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(text).toMatch(/Too many attempts. Try again in \d+ seconds/);
  });
});
