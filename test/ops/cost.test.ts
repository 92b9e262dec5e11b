import { recordedAws } from './account-for-test';
import { everything } from './cost/price-list-for-test';
import { runOps } from './run-ops';

const recorded = recordedAws();

test('without credentials it is the bill alone, with the reason, and no failure', async () => {
  const { code, stdout } = await runOps('cost', []);
  expect(stdout).toMatch(/^What is billed every month +dev +prod$/m);
  expect(stdout).toMatch(/^Load balancer +1 +1$/m);
  expect(stdout).toContain('Without prices: There are no AWS credentials');
  expect(stdout).not.toContain('US dollars');
  expect(code).toBe(0);
});

test('with credentials it has both environments side by side, and their sums', async () => {
  recorded.aws.answer(everything('0.01', () => 'Hrs'));
  const { code, stdout } = await runOps('cost', [], recorded.aws.environment);
  // 730 hours at 0.01.
  expect(stdout).toMatch(/^Load balancer +1 +7\.30 +1 +7\.30$/m);
  expect(stdout).toMatch(/^US dollars a month +\d+\.\d\d +\d+\.\d\d$/m);
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(code).toBe(0);
});

test('a price that cannot be had is an error, and --json is one object', async () => {
  recorded.aws.answer({ 'pricing:GetProducts': { PriceList: [] } });
  const { code, stdout } = await runOps(
    'cost',
    ['--env', 'dev', '--json'],
    recorded.aws.environment,
  );
  const { currency, environments } = JSON.parse(stdout);
  expect(currency).toBe('USD');
  expect(environments).toHaveLength(1);
  expect(environments[0]).not.toHaveProperty('monthly');
  expect(environments[0].lines[0].problem).toMatch(/^no product for /);
  expect(code).toBe(1);
});

test('--assume of what is not on the bill is wrong usage, and asks AWS nothing', async () => {
  const { code, stderr } = await runOps(
    'cost',
    ['--env', 'dev', '--assume', 'moon-gb=1'],
    recorded.aws.environment,
  );
  expect(stderr).toMatch(/Names are .*log-gb/);
  expect(recorded.aws.requests).toEqual([]);
  expect(code).toBe(2);
});
