import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../../lib/drill/report/report';
import { awsDrill, type DrillSurroundings } from '../../../lib/ops/drill/aws-drill';
import type { FaultSource } from '../../../lib/ops/drill/fault-source';
import type { DrillOptions } from '../../../lib/ops/drill/options';
import { serverFault } from '../../../lib/ops/drill/server-fault';
import { SmallApp } from '../../drill/small-app';
import { accountId, devName, recordedAws } from '../account-for-test';
import { Refusal } from '../recorded-aws';
import { deployed, RecordedServers } from './deployed';

const recorded = recordedAws();
const folder = mkdtempSync(join(tmpdir(), 'drill-'));
let site: SmallApp;
let servers: RecordedServers;

beforeAll(async () => {
  site = await SmallApp.start('none');
});
beforeEach(() => {
  servers = new RecordedServers(['i-one', 'i-two']);
  recorded.aws.answer({ ...deployed(site.url), ...servers.answers });
});
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

const options: DrillOptions = {
  environment: 'dev',
  kinds: undefined,
  clients: 4,
  rate: 50,
  seconds: 20,
  reports: [],
  json: true,
  yes: true,
};

/** What a drill said, and what it came to. */
async function run(
  changes: Partial<DrillOptions> = {},
  surroundings: Partial<DrillSurroundings> = {},
) {
  const said: string[] = [];
  let printed = '';
  const code = await awsDrill(
    { ...options, ...changes },
    {
      sources: [serverFault],
      look: async () => [],
      asker: { isThere: false, ask: async () => undefined },
      say: (text) => said.push(text),
      tick: () => {},
      print: (text) => (printed += text),
      interrupted: new AbortController().signal,
      pollSeconds: 0.05,
      calmSeconds: 0.5,
      ...surroundings,
    },
  );
  return { code, said: said.join('\n'), report: () => JSON.parse(printed) as Report };
}

const harm = () =>
  recorded.aws.requests
    .map(({ action }) => action)
    .filter((action) => !/:(?:Describe|Get)/.test(action));

describe('a drill of an environment', () => {
  it('terminates one server under load, waits for another, and tells who did what', async () => {
    const { code, said, report } = await run();
    expect(servers.terminated).toEqual(['i-one']);
    expect(harm()).toEqual(['ec2:TerminateInstances']);
    expect(recorded.aws.requests.find(({ action }) => action === harm()[0])?.input).toMatchObject({
      'InstanceId.1': 'i-one',
      SkipOsShutdown: 'true',
    });
    expect(said).toContain('terminate the server i-one without a shutdown');
    expect(report().verdict).toMatchObject({ result: 'passed', reasons: [] });
    expect(report().figures).toMatchObject({ sessionsLost: 0, acknowledgedWritesLost: 0 });
    expect(report().figures.faults).toMatchObject([{ kind: 'server', outcome: 'healed' }]);
    expect(report().about.facts).toMatchObject({
      Account: accountId,
      Environment: 'dev',
      'Run by': `arn:aws:iam::${accountId}:user/operator`,
      Afterwards: 'all is well',
    });
    expect(code).toBe(0);
  });

  it('fails where the site forgets, and says so in each kind of report', async () => {
    const forgetful = await SmallApp.start('forgets changes');
    recorded.aws.answer(deployed(forgetful.url));
    const files = ['html', 'json', 'txt'].map((kind) => join(folder, `report.${kind}`));
    try {
      const { code } = await run({ reports: files }, { calmSeconds: 3 });
      expect(code).toBe(1);
    } finally {
      await forgetful.close();
    }
    const [html, json, text] = files.map((file) => readFileSync(file, 'utf8'));
    expect((JSON.parse(json ?? '') as Report).verdict.result).toBe('failed');
    expect(text).toMatch(/✖ \d+ writes? lost that had been acknowledged/);
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toMatch(/writes? lost that had been acknowledged/);
    expect(html).not.toMatch(/<script|<link|src=|@import|url\(/);
  });

  it('does nothing where nobody can be asked, or somebody says no', async () => {
    await expect(run({ yes: false })).rejects.toMatchObject({
      exitCode: 2,
      cure: expect.stringContaining('--yes'),
    });
    const no = { isThere: true, ask: async () => 'yes' };
    await expect(run({ yes: false }, { asker: no })).rejects.toThrow('Nothing was done');
    expect(harm()).toEqual([]);
  });

  it('asks for the name of what it will harm, having named all of it', async () => {
    let asked = '';
    let before = '';
    const said: string[] = [];
    await run(
      { yes: false },
      {
        say: (text) => said.push(text),
        asker: {
          isThere: true,
          ask: async (question) => {
            asked = question;
            before = said.join('\n');
            return devName;
          },
        },
      },
    );
    expect(asked).toContain(devName);
    for (const word of [accountId, site.url, 'i-one', 'Auto Scaling'])
      expect(before).toContain(word);
    expect(servers.terminated).toEqual(['i-one']);
  });

  it('does nothing where not all is well', async () => {
    const look = async () => ['i-two: unhealthy'];
    await expect(run({}, { look })).rejects.toThrow(/not well.*\n.*i-two: unhealthy/);
    expect(harm()).toEqual([]);
  });

  it('inflicts no second fault before all is well after the first', async () => {
    const order: string[] = [];
    const source = (kind: string): FaultSource => ({
      kind,
      find: async () => ({
        kind,
        what: kind,
        consequence: '',
        takesSessionNode: false,
        mustNotFail: false,
        inflict: async () => void order.push(kind),
      }),
    });
    let looks = 0;
    const look = async () => {
      order.push('look');
      return ++looks === 2 ? ['an alarm rings'] : [];
    };
    const { said } = await run({}, { look, sources: [source('one'), source('other')] });
    expect(order).toEqual(['look', 'one', 'look', 'look', 'other', 'look']);
    expect(said).toContain('an alarm rings');
  });

  it('says why AWS refused, and does not pass', async () => {
    recorded.aws.answer({
      'ec2:TerminateInstances': new Refusal('OperationNotPermitted', 'The instance is protected.'),
    });
    const { code, report } = await run();
    expect(code).toBe(1);
    expect(report().verdict.reasons.join()).toContain('The instance is protected.');
  });

  it('leaves out what this environment can not have, and refuses it where it was asked for', async () => {
    const cant: FaultSource = {
      kind: 'other',
      find: async () => ({ kind: 'other', cant: 'there is only one.' }),
    };
    const { report } = await run({}, { sources: [serverFault, cant] });
    expect(report().about.facts['Not drilled']).toBe('other: there is only one.');
    await expect(run({ kinds: ['other'] }, { sources: [serverFault, cant] })).rejects.toThrow(
      'other: there is only one.',
    );
  });

  it('ends at Ctrl-C: what is known by then is in the report', async () => {
    const stuck: FaultSource = {
      kind: 'server',
      find: async () => ({
        kind: 'server',
        what: 'something that does not heal',
        consequence: '',
        takesSessionNode: false,
        mustNotFail: false,
        inflict: (_progress, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new Error('interrupted')));
          }),
      }),
    };
    const interrupt = new AbortController();
    const say = (text: string) => {
      if (text.startsWith('something')) setTimeout(() => interrupt.abort(), 300);
    };
    const { code, report } = await run(
      {},
      { sources: [stuck], say, interrupted: interrupt.signal },
    );
    expect(code).toBe(130);
    expect(report().figures.faults).toMatchObject([{ outcome: 'interrupted' }]);
    expect(report().figures.requests).toBeGreaterThan(0);
    expect(report().verdict.result).toBe('interrupted');
  });

  it('does not pass for what it had no time for', async () => {
    const { code, report } = await run({ seconds: 1 }, { calmSeconds: 2 });
    expect(code).toBe(1);
    expect(report().verdict.reasons.join()).toContain('Not done, as the time was over');
    expect(harm()).toEqual([]);
  });

  it('is over when its time is, healed or not', async () => {
    recorded.aws.answer({ 'ec2:TerminateInstances': { instancesSet: {} } });
    const { code, report } = await run({ seconds: 2 });
    expect(code).toBe(1);
    expect(report().verdict.reasons.join()).toContain('Not whole again in time');
    // Without a limit it would wait for as long as the test may take.
    expect(report().seconds).toBeLessThan(20);
  });
});
