import { readConfig } from '../../app/config';
import { storesForTest } from './stores-for-test';

const complete = { ...storesForTest(), PUBLIC_URL: 'https://shop.example' };

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
      SESSION_IDLE_SECONDS: 86_400,
      SESSION_ABSOLUTE_SECONDS: 1_209_600,
      SHUTDOWN_DELAY_SECONDS: 0,
    });
  });

  it('names everything that is missing or wrong at once', () => {
    expect(problems({ ...storesForTest(), PORT: '80 80', LOG_LEVEL: 'loud' })).toEqual([
      'PORT',
      'PUBLIC_URL',
      'LOG_LEVEL',
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
    const read = () => readConfig({ ...complete, PUBLIC_URL: 'hunter2' });
    expect(read).toThrow('PUBLIC_URL must be like https://www.example.com');
    expect(read).not.toThrow('hunter2');
  });
});
