import { readArguments } from '../../lib/create/arguments';
import { checkComplete, checkGiven, checkPairs, decide } from '../../lib/create/answers';
import { combinations } from '../../lib/create/combinations';
import { detectPackageManager } from '../../lib/create/package-manager';

describe('reading', () => {
  test.each([
    [['my-app', '--yes'], 'my-app', { yes: true }],
    [['--yes', 'my-app'], 'my-app', { yes: true }],
    [['a', '--session', 'redis', '--no-git'], 'a', { session: 'redis', git: false }],
    [['a', '--session=redis'], 'a', { session: 'redis' }],
    [['--name', '007'], undefined, { name: '007' }],
    [['123'], '123', {}],
    [['constructor', '--yes'], 'constructor', { yes: true }],
    [['-y', '-h'], undefined, { yes: true, help: true }],
  ])('%j', (argv, directory, given) => {
    expect(readArguments(argv)).toEqual({ command: 'create', directory, given });
  });

  test('schema is a command', () => {
    expect(readArguments(['schema', '--json'])).toMatchObject({ command: 'schema' });
  });

  test.each([
    [['a', '--sesion', 'redis'], '--sesion: not an option. Did you mean --session?'],
    [['a', '--no-instal'], 'Did you mean --install?'],
    [
      ['a', '--template', 'x'],
      '--template: not an option. create-stateless-app --help lists them.',
    ],
    [['a', '-z'], '-z: not an option.'],
    [['a', '--no-session'], '--no-session: not an option.'],
    [['a', '--session', 'redis', '--session', 'redis'], '--session: given 2 times.'],
    [['a', '--session'], '--session: no value.'],
    [['a', '--session', '--yes'], '--session: no value.'],
    [['a', '--yes=maybe'], '--yes=maybe: takes no value.'],
    [['a', '--git', '--no-git'], '--git and --no-git: they contradict.'],
    [['a', 'b'], 'b: one folder at a time'],
    [['update'], 'update: not in this version yet.'],
  ])('%j is refused', (argv, message) => {
    expect(() => readArguments(argv)).toThrow(message);
  });
});

describe('checking', () => {
  const check = (...argv: string[]) => {
    const args = readArguments(argv);
    checkGiven(args, '/home/me/shop');
    checkPairs(args.given);
  };

  test.each([
    [
      ['a', '--session', 'mongo'],
      '--session mongo: not a session store. Choose redis, valkey, memcached, database, jwt or cookie.',
    ],
    [['a', '--pm', 'pnpm'], '--pm pnpm: not in this version yet. Choose npm.'],
    [
      ['a', '--session', 'database', '--database', 'none'],
      '--session database and --database none: sessions in the database need one. Choose --database postgres or aurora, or another --session.',
    ],
    [
      ['My_App'],
      'My_App: the name has something other than a-z, 0-9 and dashes. Choose, for example, my-app.',
    ],
    [['ok', '--name', 'Not-ok'], '--name Not-ok: the name'],
    [
      ['../My Shop/'],
      '../My Shop/ (My Shop): the name has something other than a-z, 0-9 and dashes. Choose, for example, my-shop. Or give it by --name.',
    ],
    [['/'], 'the name is empty'],
    [['a', '--domain', 'example.com'], '--domain example.com: needs --hosted-zone-id.'],
    [['a', '--hosted-zone-id', 'Z1'], 'needs --domain.'],
    [['a', '--repository', 'o/r'], '--repository o/r: needs --ci github. Give both or neither.'],
    [['a', '--repository', 'o/r', '--ci', 'none'], '--repository o/r: needs --ci github.'],
    [['a', '--start', '--no-install'], '--start and --no-install: they contradict.'],
    [['a', '--start', '--json'], '--start and --json: they contradict.'],
  ])('%j is refused', (argv, message) => {
    expect(() => check(...argv)).toThrow(message);
  });

  test('a pair of answers that is refused names both flags', () => {
    const refused = () => check('a', '--database', 'none', '--session', 'database');
    expect(refused).toThrow(
      expect.objectContaining({ exit: 'usage', details: { options: ['session', 'database'] } }),
    );
  });

  test('every other pair of stores is fine', () => {
    for (const { session, database } of combinations) {
      expect(() => check('a', '--session', session, '--database', database)).not.toThrow();
    }
  });

  test('a folder of any name will do beside --name', () => {
    expect(() => check('Some Folder', '--name', 'my-app')).not.toThrow();
  });
});

describe('what is missing where nobody can be asked', () => {
  const open =
    (...argv: string[]) =>
    () =>
      checkComplete(readArguments(argv));

  test('is each answer that has no default, with --yes', () => {
    expect(open('--yes')).toThrow('--name: no answer, and no terminal to ask at.');
    expect(open('my-app', '--yes')).not.toThrow();
  });

  test('is each answer that was not given, without', () => {
    expect(open('my-app')).toThrow('--session, --database, --ci, --region: no answer');
    const most = ['my-app', '--session', 'redis', '--database', 'postgres', '--ci', 'github'];
    expect(open(...most)).toThrow('--region: no');
    expect(open(...most, '--region', 'eu-west-1')).not.toThrow();
  });
});

describe('deciding', () => {
  const decided = (...argv: string[]) => decide(readArguments(argv), '/home/me/shop', 'npm');

  test('takes the defaults', () => {
    expect(decided('my-app')).toEqual({
      directory: '/home/me/shop/my-app',
      answers: {
        name: 'my-app',
        session: 'redis',
        database: 'postgres',
        region: 'us-east-1',
        ci: 'none',
        pm: 'npm',
      },
      wishes: { git: true, install: true, start: false, dryRun: false, force: false },
    });
  });

  test.each([
    [['.'], '/home/me/shop', 'shop'],
    [['some/dir/my-app'], '/home/me/shop/some/dir/my-app', 'my-app'],
    [['../other'], '/home/me/other', 'other'],
    [['--name', 'x'], '/home/me/shop/x', 'x'],
    [['My Folder', '--name', 'x'], '/home/me/shop/My Folder', 'x'],
  ])('%j is the folder %s with the name %s', (argv, directory, name) => {
    expect(decided(...argv)).toMatchObject({ directory, answers: { name } });
  });
});

test.each([
  ['npm/11.4.2 node/v20.19.0 linux x64', 'npm'],
  ['pnpm/10.1.0 npm/? node/v20.19.0 linux x64', 'npm'],
  ['constructor/1', 'npm'],
  [undefined, 'npm'],
])('%s installs with %s', (userAgent, pm) => {
  expect(detectPackageManager(userAgent)).toBe(pm);
});
