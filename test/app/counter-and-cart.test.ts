import { Browser } from './browser';
import { Servers } from './servers';

describe('the counter and the cart', () => {
  let servers: Servers;
  let one: string;
  let other: string;

  beforeAll(async () => {
    servers = await Servers.open();
    [one, other] = await Promise.all([servers.start(), servers.start()]);
  });
  afterAll(() => servers.close());

  it('a visitor who only looks gets no cookie and no session', async () => {
    const visitor = new Browser(one);
    const { status, headers } = await visitor.get('/');
    expect(status).toBe(200);
    expect(headers.getSetCookie()).toEqual([]);
    expect((await visitor.home()).session.visits).toBe(0);
  });

  it('counts exactly when twenty clicks reach two servers at once', async () => {
    const visitor = Browser.program(one);
    await visitor.post('/counter');
    const clicks = Array.from({ length: 20 }, (_, click) => {
      const tab = Browser.program(click % 2 === 0 ? one : other);
      tab.cookie = visitor.cookie;
      return tab.post('/counter');
    });
    const counts = (await Promise.all(clicks)).map(({ json }) => json.counter as number);
    expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 2));
    expect((await visitor.home()).session.counter).toBe(21);
  });

  it('sends a browser back to the page, so that a reload does not count again', async () => {
    const { status, headers } = await new Browser(one).post('/counter');
    expect([status, headers.get('location')]).toEqual([303, '/']);
  });

  it('counts the visits of a session, on whichever server', async () => {
    const visitor = new Browser(one);
    await visitor.post('/counter');
    await visitor.get('/');
    visitor.server = other;
    expect((await visitor.get('/')).text).toContain(
      'This session has come <strong>2</strong> times',
    );
  });

  it('keeps what two servers add to the cart at the same time, and removes an item', async () => {
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
    await visitor.post('/cart/remove', { item: 'Honey' });
    expect((await tab.home()).session.cart[3]).toEqual({ item: 'Honey', amount: 0 });
  });

  it('refuses an item that is not sold', async () => {
    const { status, json } = await Browser.program(one).post('/cart', { item: 'Gold' });
    expect(status).toBe(400);
    expect(json.message).toBe('One of Apples, Bread, Coffee, Honey.');
  });
});
