import { Browser } from './browser';
import { Servers } from './servers';
import { PASSWORD, signIn } from './signed-in';

describe('the sessions of an account', () => {
  let servers: Servers;
  let one: string;
  let other: string;

  beforeAll(async () => {
    servers = await Servers.open();
    [one, other] = await Promise.all([servers.start(), servers.start()]);
  });
  afterAll(() => servers.close());

  /** The same person in two browsers, on two servers. */
  async function twoBrowsers() {
    const laptop = new Browser(one);
    const phone = new Browser(other);
    const email = await signIn(laptop, servers.data);
    await phone.post('/sign-in', { email, password: PASSWORD });
    return { laptop, phone };
  }

  it('are listed, the one that asks marked', async () => {
    const { laptop } = await twoBrowsers();
    const { sessions } = (await laptop.home()).account;
    expect(sessions).toHaveLength(2);
    expect(sessions.filter((session: { current: boolean }) => session.current)).toHaveLength(1);
    const page = (await laptop.get('/')).text;
    expect(page).toContain('This browser');
    expect(page).toContain('Another browser');
  });

  it('are ended one by one, at once on every server', async () => {
    const { laptop, phone } = await twoBrowsers();
    const { sessions } = (await laptop.home()).account;
    const { handle } = sessions.find((session: { current: boolean }) => !session.current);
    expect((await laptop.post('/sessions/revoke', { handle })).status).toBe(303);
    expect((await phone.home()).account).toBeUndefined();
    expect((await laptop.home()).account.sessions).toHaveLength(1);
  });

  it('end with their cookie where it is the one that asks', async () => {
    const { laptop, phone } = await twoBrowsers();
    const { sessions } = (await laptop.home()).account;
    const { handle } = sessions.find((session: { current: boolean }) => session.current);
    await laptop.post('/sessions/revoke', { handle });
    expect(laptop.cookie).toBe('');
    expect((await phone.home()).account.sessions).toHaveLength(1);
  });

  it('are ended all at once by "sign out everywhere"', async () => {
    const { laptop, phone } = await twoBrowsers();
    expect((await laptop.post('/sessions/revoke-all')).status).toBe(303);
    expect(laptop.cookie).toBe('');
    expect((await phone.home()).account).toBeUndefined();
    expect((await laptop.home()).account).toBeUndefined();
  });

  it('are nobody else’s to end', async () => {
    const { laptop } = await twoBrowsers();
    const [{ handle }] = (await laptop.home()).account.sessions;
    const mallory = new Browser(one);
    await signIn(mallory, servers.data);
    expect((await mallory.post('/sessions/revoke', { handle })).status).toBe(404);
    expect((await laptop.home()).account.sessions).toHaveLength(2);
  });

  it('are for who is signed in', async () => {
    expect((await Browser.program(one).post('/sessions/revoke-all')).status).toBe(401);
  });
});
