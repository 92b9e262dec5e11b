import { Failure } from '../../../lib/ops/failure';
import type { Check, RestorableDatabase, Restoration } from '../../../lib/ops/restore/restorable';
import { restoreText } from '../../../lib/ops/restore/report';
import {
  restoreDrill,
  type RestoreOptions,
  type RestoreSurroundings,
} from '../../../lib/ops/restore/restore-drill';
import { accountId, devName, recordedAws } from '../account-for-test';

recordedAws();

/** A database that can be restored, in so many steps, and what was done to it. */
class Restorable implements RestorableDatabase, Restoration {
  readonly done: string[] = [];
  readonly what = 'restore it';
  readonly billed = 'a second one';
  readonly dataOf = new Date(Date.now() - 300_000);
  readonly removal = ['aws rds delete-it'];
  checks: Check[] = [{ name: 'engine', result: 'passed', says: '18.1' }];
  /** What `state` says, one after the other; the last one for ever. */
  states = ['creating', 'available'];
  /** What `remove` comes to. */
  removals: ('gone' | 'going' | 'not yet' | Error)[] = ['going', 'gone'];
  copy = '';

  async leftovers(): Promise<string[]> {
    return [];
  }
  async find(_account: unknown, _from: unknown, copy: string): Promise<Restoration> {
    this.copy = copy;
    return this;
  }
  async begin(): Promise<void> {
    this.done.push('begin');
  }
  async state() {
    const says = this.states.length > 1 ? (this.states.shift() ?? '') : (this.states[0] ?? '');
    return { says, isUp: says === 'available' };
  }
  async check(): Promise<Check[]> {
    this.done.push('check');
    return this.checks;
  }
  async remove() {
    const next = this.removals.length > 1 ? this.removals.shift() : this.removals[0];
    if (next instanceof Error) throw next;
    this.done.push(String(next));
    return next ?? 'gone';
  }
}

const options: RestoreOptions = { environment: 'dev', from: 'time', yes: true };

async function run(
  database: Restorable,
  changes: Partial<RestoreSurroundings> = {},
  given: Partial<RestoreOptions> = {},
) {
  const said: string[] = [];
  const report = await restoreDrill(
    { ...options, ...given },
    {
      database,
      asker: { isThere: false, ask: async () => undefined },
      say: (text) => said.push(text),
      tick: () => {},
      interrupted: new AbortController().signal,
      pollSeconds: 0.02,
      limitSeconds: 20,
      measureSeconds: 20,
      farewellSeconds: 20,
      ...changes,
    },
  );
  return { said: said.join('\n'), report };
}

describe('a restore drill', () => {
  it('restores, checks and removes, and says how long it took and how old the data was', async () => {
    const database = new Restorable();
    const { report, said } = await run(database);
    expect(database.done).toEqual(['begin', 'check', 'going', 'gone']);
    expect(database.copy).toMatch(new RegExp(`^${devName}-restored-\\d{14}$`));
    expect(said).toContain(accountId);
    expect(report).toMatchObject({
      result: 'passed',
      isRemoved: true,
      dataAgeSeconds: 300,
      restoreSeconds: 0,
    });
    expect(report && restoreText(report)).toMatch(/RPO\): 5 minutes.*\n.*engine: 18\.1/);
  });

  it('removes what failed its checks, too', async () => {
    const database = new Restorable();
    database.checks = [{ name: 'engine', result: 'failed', says: '9.6' }];
    const { report } = await run(database);
    expect(database.done).toEqual(['begin', 'check', 'going', 'gone']);
    expect(report).toMatchObject({ result: 'failed', isRemoved: true });
  });

  it('removes what never comes up, and says what it was when time was up', async () => {
    const database = new Restorable();
    database.states = ['incompatible-restore'];
    const { report } = await run(database, { limitSeconds: 1 });
    expect(database.done).toEqual(['begin', 'going', 'gone']);
    expect(report).toMatchObject({
      result: 'failed',
      restoreSeconds: null,
      problem: expect.stringContaining('incompatible-restore'),
    });
  });

  it('removes at Ctrl-C, though AWS is still making it and refuses at first', async () => {
    const database = new Restorable();
    database.states = ['creating'];
    database.removals = [new Error('still creating'), 'going'];
    const { report } = await run(database, { interrupted: AbortSignal.timeout(500) });
    expect(database.done).toEqual(['begin', 'going']);
    expect(report).toMatchObject({ result: 'interrupted', isRemoved: true });
  });

  it('names the command for what it could not remove', async () => {
    const database = new Restorable();
    database.states = ['creating'];
    database.removals = [new Error('still creating')];
    const { report } = await run(database, {
      interrupted: AbortSignal.timeout(500),
      farewellSeconds: 0.2,
    });
    expect(report).toMatchObject({ isRemoved: false, removal: ['aws rds delete-it'] });
    expect(report && restoreText(report)).toMatch(/billed until it is:\n +aws rds delete-it/);
  });

  it('makes nothing where nobody can be asked, or somebody says no', async () => {
    const database = new Restorable();
    await expect(run(database, {}, { yes: false })).rejects.toMatchObject({ exitCode: 2 });
    const asker = { isThere: true, ask: async () => 'no' };
    await expect(run(database, { asker }, { yes: false })).rejects.toThrow(Failure);
    expect(database.done).toEqual([]);
  });

  it('tells of what an earlier drill left behind', async () => {
    const database = new Restorable();
    database.leftovers = async () => [`${devName}-restored-20260101000000`];
    expect((await run(database)).said).toContain(`${devName}-restored-20260101000000 is there`);
  });
});
