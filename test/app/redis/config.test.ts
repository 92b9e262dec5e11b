import { readConfig } from '../../../app/config';
import { storesForTest } from '../stores-for-test';

const complete = {
  ...storesForTest(),
  PUBLIC_URL: 'https://shop.example',
  REDIS_URL: 'redis://127.0.0.1',
};

describe('the configuration of Redis', () => {
  it('has a default for all but its address', () => {
    expect(readConfig(complete)).toMatchObject({ REDIS_AUTH: 'password', REDIS_IAM_CACHE: '' });
    const none = () => readConfig({ ...complete, REDIS_URL: '' });
    expect(none).toThrow('REDIS_URL is missing');
  });

  it('asks for the region and the cache where IAM signs in', () => {
    const iam = () => readConfig({ ...complete, REDIS_AUTH: 'iam' });
    expect(iam).toThrow('REDIS_IAM_CACHE is missing');
    expect(iam).toThrow('AWS_REGION is missing');
  });

  it('repeats no address: it may hold a password', () => {
    const wrong = () => readConfig({ ...complete, REDIS_URL: 'http://:hunter2@redis' });
    expect(wrong).toThrow('REDIS_URL must be a URL that begins with redis://');
    expect(wrong).not.toThrow('hunter2');
  });
});
