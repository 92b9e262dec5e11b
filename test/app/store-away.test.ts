import { Browser } from './browser';
import { samples } from './prometheus-text';
import { ServerProcesses } from './server-processes';
import { until } from './session/until';
import { storesAway } from './stores-for-test';

describe('a server process', () => {
  const servers = new ServerProcesses();

  it('starts without the session store: neither a probe nor a visitor without a session needs it', async () => {
    const server = await servers.start(storesAway());
    expect(await server.get('/readyz')).toBe(200);
    expect(await server.get('/', { accept: 'text/html' })).toBe(200);
    const { status, headers, text } = await new Browser(server.url).post('/counter');
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(text).toContain('Back in a moment');
  });

  it('counts the calls that failed, in /metrics and in the log’s figures alike', async () => {
    const server = await servers.start({ ...storesAway(), FIGURES_SECONDS: '1' });
    await new Browser(server.url).post('/counter');
    const figures = () =>
      server.log
        .filter(({ msg }) => msg === 'figures')
        .map((line) => Number(line['session_store_calls_failed']));
    await until(() => figures().some((failed) => failed > 0));
    const metrics = samples(await (await fetch(`${server.url}/metrics`)).text());
    const told = metrics.filter(
      ({ name, labels }) =>
        name === 'session_store_duration_seconds_count' && labels['outcome'] === 'failed',
    );
    const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
    expect(sum(told.map(({ value }) => value))).toBe(sum(figures()));
  });
});
