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
    const counts = (await Promise.all(clicks)).map(({ json }) => json.counter as number);
    expect(counts.toSorted((x, y) => x - y)).toEqual(Array.from({ length: 20 }, (_, i) => i + 2));
    expect((await visitor.home()).session).toMatchObject({ counter: 21, exact: true });
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
