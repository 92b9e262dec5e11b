import { Browser } from './browser';
import { Servers } from './servers';
import { signIn } from './signed-in';

describe('notes', () => {
  let servers: Servers;
  let one: string;
  let other: string;

  beforeAll(async () => {
    servers = await Servers.open();
    [one, other] = await Promise.all([servers.start(), servers.start()]);
  });
  afterAll(() => servers.close());

  it('are kept, newest first, and read on another server', async () => {
    const ann = Browser.program(one);
    await signIn(ann, servers.data);
    await ann.post('/notes', { text: 'first' });
    await ann.post('/notes', { text: 'second' });
    ann.server = other;
    const { notes } = (await ann.home()).account;
    expect(notes.map((note: { text: string }) => note.text)).toEqual(['second', 'first']);
  });

  it('are shown as text, whatever markup is in them', async () => {
    const ann = new Browser(one);
    await signIn(ann, servers.data);
    const text = `"><script>alert('x')</script>`;
    await ann.post('/notes', { text });
    const page = (await ann.get('/')).text;
    expect(page).toContain('&#60;script&#62;');
    expect(page).not.toContain('<script');
  });

  it('are removed by their owner, and by nobody else', async () => {
    const ann = Browser.program(one);
    const bob = Browser.program(one);
    await Promise.all([signIn(ann, servers.data), signIn(bob, servers.data)]);
    const { id } = (await ann.post('/notes', { text: 'mine' })).json;
    expect((await bob.post('/notes/remove', { id })).status).toBe(404);
    expect((await ann.home()).account.notes).toHaveLength(1);
    expect((await ann.post('/notes/remove', { id })).status).toBe(200);
    expect((await ann.home()).account.notes).toEqual([]);
  });

  it('are for who is signed in', async () => {
    const { status, json } = await Browser.program(one).post('/notes', { text: 'whose?' });
    expect([status, json.message]).toEqual([401, 'Sign in first.']);
  });

  it.each(['', 'x'.repeat(501), 'nul \0 byte'])('have 1 to 500 characters: %j', async (text) => {
    const ann = new Browser(one);
    await signIn(ann, servers.data);
    const answer = await ann.post('/notes', { text });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('A note has 1 to 500 characters.');
  });
});
