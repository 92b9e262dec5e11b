import { Browser } from './browser';
import { Servers } from './servers';
import { signIn } from './signed-in';

describe('signing out', () => {
  let servers: Servers;

  beforeAll(async () => {
    servers = await Servers.open();
  });
  afterAll(() => servers.close());

  it('makes the old cookie worth nothing, on every server', async () => {
    const [one, other] = await Promise.all([servers.start(), servers.start()]);
    const ann = new Browser(one);
    await signIn(ann, servers.data);
    const before = ann.cookie;
    await ann.post('/sign-out');
    expect(ann.cookie).toBe('');
    for (const server of [one, other]) {
      const thief = new Browser(server);
      thief.cookie = before;
      expect((await thief.home()).account).toBeUndefined();
    }
  });
});
