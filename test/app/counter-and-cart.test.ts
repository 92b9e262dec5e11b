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

  it('counts one click after another, on whichever server', async () => {
    const visitor = Browser.program(one);
    for (const [click, server] of [one, other, other, one].entries()) {
      visitor.server = server;
      expect((await visitor.post('/counter')).json).toEqual({ counter: click + 1 });
    }
    expect((await visitor.home()).session.counter).toBe(4);
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

  it('keeps what is added to the cart on two servers, and removes an item', async () => {
    const visitor = Browser.program(one);
    await visitor.post('/cart', { item: 'Bread' });
    await visitor.post('/cart', { item: 'Bread' });
    visitor.server = other;
    await visitor.post('/cart', { item: 'Honey' });
    expect((await visitor.home()).session.cart).toEqual([
      { item: 'Apples', amount: 0 },
      { item: 'Bread', amount: 2 },
      { item: 'Coffee', amount: 0 },
      { item: 'Honey', amount: 1 },
    ]);
    await visitor.post('/cart/remove', { item: 'Honey' });
    visitor.server = one;
    expect((await visitor.home()).session.cart[3]).toEqual({ item: 'Honey', amount: 0 });
  });

  it('refuses an item that is not sold', async () => {
    const { status, json } = await Browser.program(one).post('/cart', { item: 'Gold' });
    expect(status).toBe(400);
    expect(json.message).toBe('One of Apples, Bread, Coffee, Honey.');
  });
});
