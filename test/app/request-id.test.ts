import { Browser } from './browser';
import { Servers } from './servers';

/** An id as the load balancer makes them. */
const root = '1-67891233-abcdef012345678912345678';
const self = '1-67891234-12456789abcdef0123456789';
const madeHere = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

describe('the id of a request', () => {
  let servers: Servers;
  let server: string;

  beforeAll(async () => {
    servers = await Servers.open();
    server = await servers.start();
  });
  afterAll(() => servers.close());

  const lines = () =>
    servers.log
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  /** The id that a request with these headers gets: the same in its answer and in its one line. */
  async function idOf(headers: Record<string, string>): Promise<string> {
    const before = lines().length;
    const answer = await new Browser(server).get('/', headers);
    const [line, ...further] = lines().slice(before);
    expect(further).toEqual([]);
    expect(answer.headers.get('x-request-id')).toBe(line!['reqId']);
    return String(line!['reqId']);
  }

  it('is the one that the load balancer’s access log has', async () => {
    expect(await idOf({ 'x-amzn-trace-id': `Root=${root}` })).toBe(root);
  });

  it('is the load balancer’s own, where the client sent one to it', async () => {
    expect(await idOf({ 'x-amzn-trace-id': `Self=${self};Root=${root}` })).toBe(self);
    expect(await idOf({ 'x-amzn-trace-id': `Self=${self};Root=${root};CalledFrom=app` })).toBe(
      self,
    );
    expect(await idOf({ 'x-amzn-trace-id': `Root=${root};Parent=1;Self=${self}` })).toBe(self);
  });

  it('is the client’s, where there is no load balancer', async () => {
    expect(await idOf({ 'x-request-id': 'from_a.test-1' })).toBe('from_a.test-1');
    expect(await idOf({ 'x-amzn-trace-id': `Root=${root}`, 'x-request-id': 'mine' })).toBe(root);
  });

  it.each(['', 'x'.repeat(65), '{"level":"fatal"}', 'a b', '$(id)', 'a;b'])(
    'is made here instead of %j',
    async (id) => expect(await idOf({ 'x-request-id': id })).toMatch(madeHere),
  );

  it.each([
    `Root=${root}0`,
    `Root=${'1'.repeat(300)}`,
    'Root={"level":"fatal"}',
    `NotRoot=${root}`,
    `Root=${root.toUpperCase()}`,
    'Self=;Root=',
  ])('is made here instead of what %j says', async (trace) => {
    expect(await idOf({ 'x-amzn-trace-id': trace })).toMatch(madeHere);
  });

  it('is on the page of an error, and in its JSON', async () => {
    const headers = { 'x-amzn-trace-id': `Root=${root}` };
    expect((await new Browser(server).get('/nowhere', headers)).text).toContain(
      `<code>${root}</code>`,
    );
    const answer = await Browser.program(server).get('/nowhere', headers);
    expect(answer.json).toMatchObject({ status: 404, requestId: root });
    const found = lines().filter(({ reqId, status }) => reqId === root && status === 404);
    expect(found).toHaveLength(2);
  });

  it('has CloudFront’s beside it, where the request came that way', async () => {
    const edge = 'Ek1_2zpqUHNNhgbLU9XbHuJnXqTYFvZbJm9jcEGgPvz0-fakeA==';
    await idOf({ 'x-amz-cf-id': edge, 'x-request-id': 'by-edge' });
    await idOf({ 'x-amz-cf-id': '{"level":"fatal"}', 'x-request-id': 'by-nobody' });
    expect(lines().find(({ reqId }) => reqId === 'by-edge')).toMatchObject({ edge });
    expect(lines().find(({ reqId }) => reqId === 'by-nobody')).not.toHaveProperty('edge');
  });
});
