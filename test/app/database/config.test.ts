import { readConfig } from '../../../app/config';
import { storesForTest } from '../stores-for-test';

const complete = {
  ...storesForTest(),
  PUBLIC_URL: 'https://shop.example',
  DATABASE_URL: 'postgres://app@127.0.0.1/app',
};

describe('the configuration of PostgreSQL', () => {
  it('has a default for all but its address', () => {
    expect(readConfig(complete)).toMatchObject({
      DATABASE_AUTH: 'password',
      DATABASE_POOL_SIZE: 10,
      SIGN_IN_LIMIT: 10,
    });
    const none = () => readConfig({ ...complete, DATABASE_URL: '' });
    expect(none).toThrow('DATABASE_URL is missing (where PostgreSQL is');
  });

  it('asks for the region where IAM signs in', () => {
    const iam = () => readConfig({ ...complete, DATABASE_AUTH: 'iam' });
    expect(iam).toThrow('AWS_REGION is missing (the region that IAM tokens are signed for)');
  });

  it('repeats no address: it may hold a password', () => {
    const wrong = () => readConfig({ ...complete, DATABASE_URL: 'mysql://u:hunter2@db' });
    expect(wrong).toThrow('DATABASE_URL must be a URL that begins with postgres://');
    expect(wrong).not.toThrow('hunter2');
  });
});
