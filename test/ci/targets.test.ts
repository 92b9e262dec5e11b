import { targets } from '../../lib/ci/targets';

const project = { name: 'shop', region: 'eu-central-1', domain: undefined };

test('Each environment with an account has its two roles, by name', () => {
  const configs = [
    { name: 'dev', account: '111111111111' },
    { name: 'prod', account: '222222222222' },
  ] as const;
  expect(targets(project, configs)).toEqual({
    region: 'eu-central-1',
    'dev-diff': 'arn:aws:iam::111111111111:role/shop-ci-diff',
    'dev-deploy': 'arn:aws:iam::111111111111:role/shop-ci-deploy-dev',
    'prod-diff': 'arn:aws:iam::222222222222:role/shop-ci-diff',
    'prod-deploy': 'arn:aws:iam::222222222222:role/shop-ci-deploy-prod',
  });
});

test('One without is not deployed to', () => {
  const configs = [{ name: 'dev', account: undefined }] as const;
  expect(targets(project, configs)).toMatchObject({ 'dev-diff': '', 'dev-deploy': '' });
});

test.each([
  ['us-gov-west-1', 'arn:aws-us-gov:'],
  ['cn-north-1', 'arn:aws-cn:'],
])('In %s ARNs start with %s', (region, start) => {
  const made = targets({ ...project, region }, [{ name: 'dev', account: '111111111111' }]);
  expect(made['dev-deploy']!.startsWith(start)).toBe(true);
});
