import { Browser } from './browser';
import { Servers } from './servers';

describe('changes of one session at the same moment, on two servers,', () => {
  let servers: Servers;
  let one: string;
  let other: string;

  beforeAll(async () => {
    servers = await Servers.open();
    [one, other] = await Promise.all([servers.start(), servers.start()]);
  });
  afterAll(() => servers.close());

  it('all count: twenty clicks', async () => {
    const visitor = Browser.program(one);
    await visitor.post('/counter');
    const clicks = Array.from({ length: 20 }, (_, click) => {
      const tab = Browser.program(click % 2 === 0 ? one : other);
      tab.cookie = visitor.cookie;
      return tab.post('/counter');
    });
    const answers = await Promise.all(clicks);
    // A store may refuse some of so many at once, and says so: then they may be sent again.
    const counted = answers.filter(({ status }) => status === 200);
    expect(counted.length).toBeGreaterThanOrEqual(10);
    for (const { status } of answers) expect([200, 503]).toContain(status);
    expect(new Set(counted.map(({ json }) => json.counter)).size).toBe(counted.length);

    const { counter, exact } = (await visitor.home()).session;
    expect(exact).toBe(true);
    expect(counter).toBeGreaterThanOrEqual(1 + counted.length);
    expect(counter).toBeLessThanOrEqual(21);
  });

  it('are all kept: what each adds to the cart', async () => {
    const visitor = Browser.program(one);
    await visitor.post('/cart', { item: 'Bread' });
    const tab = Browser.program(other);
    tab.cookie = visitor.cookie;
    await Promise.all([
      visitor.post('/cart', { item: 'Bread' }),
      tab.post('/cart', { item: 'Honey' }),
      visitor.post('/cart', { item: 'Honey' }),
    ]);
    expect((await tab.home()).session.cart).toEqual([
      { item: 'Apples', amount: 0 },
      { item: 'Bread', amount: 2 },
      { item: 'Coffee', amount: 0 },
      { item: 'Honey', amount: 2 },
    ]);
  });
});
