import { readConfig } from '../../app/config';

const complete = {
  PUBLIC_URL: 'https://shop.example',
  DATABASE_URL: 'postgres://app@127.0.0.1/app',
  REDIS_URL: 'redis://127.0.0.1',
};

/** What it says is wrong, by variable. */
function problems(environment: Record<string, string>): string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    return [...(error as Error).message.matchAll(/^ {2}- (\w+)/gm)].map(([, name]) => name ?? '');
  }
}

describe('the configuration', () => {
  it('needs little, and has a default for the rest', () => {
    expect(readConfig(complete)).toMatchObject({
      PORT: 8080,
      HOST: '127.0.0.1',
      TRUSTED_PROXIES: 0,
      LOG_LEVEL: 'info',
      DATABASE_AUTH: 'password',
      DATABASE_POOL_SIZE: 10,
      SESSION_IDLE_SECONDS: 86_400,
      SESSION_ABSOLUTE_SECONDS: 1_209_600,
      SHUTDOWN_DELAY_SECONDS: 0,
    });
  });

  it('names everything that is missing or wrong at once', () => {
    expect(problems({ PORT: '80 80', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x' })).toEqual([
      'PORT',
      'PUBLIC_URL',
      'LOG_LEVEL',
      'DATABASE_URL',
      'REDIS_URL',
    ]);
  });

  it('asks for the region and the cache where IAM signs in', () => {
    expect(problems({ ...complete, DATABASE_AUTH: 'iam' })).toEqual(['AWS_REGION']);
    expect(problems({ ...complete, REDIS_AUTH: 'iam' }).toSorted()).toEqual([
      'AWS_REGION',
      'REDIS_IAM_CACHE',
    ]);
  });

  it.each<Record<string, string>>([
    { PUBLIC_URL: 'https://shop.example/path' },
    { PUBLIC_URL: 'ftp://shop.example' },
    { TRUSTED_PROXIES: '-1' },
    { PORT: '65536' },
    { SESSION_IDLE_SECONDS: '7200', SESSION_ABSOLUTE_SECONDS: '3600' },
  ])('refuses %j', (wrong) => {
    expect(problems({ ...complete, ...wrong })).toEqual([Object.keys(wrong)[0]]);
  });

  it('repeats no value: it may be a secret', () => {
    const read = () =>
      readConfig({ DATABASE_URL: 'postgres://u:hunter2@:x', REDIS_URL: 'hunter2' });
    expect(read).toThrow('DATABASE_URL must be a URL that begins with postgres://');
    expect(read).not.toThrow('hunter2');
  });
});
