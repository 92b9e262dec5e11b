import { appendFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { describeWhere } from '../host/machine';
import { canEmulateAws, startEmulator, type Emulator } from './deploy-emulator';
import {
  bootstrap,
  cdk,
  deployTo,
  stackNames,
  synthesize,
  type Deployed,
  type DeployedStack,
} from './deploy-stacks';
import { readServers } from './deployed-servers';
import { databases, sessionStores } from './deployed-stores';
import { projectsIn } from './matrix-project';

const minutes = 60_000;

const name = 'shop-dev';

describeWhere(canEmulateAws, 'moto_server')('cdk deploy of what is deployed already', () => {
  const projects = projectsIn('deploy-changes');
  const assemblies = new Map<string, string>();
  let emulator: Emulator;
  let project: string;
  let now: Deployed;

  /** The project with another session store: all else, its name too, stays. */
  const make = (session: string) =>
    projects.make(`${session}/shop`, { session, database: 'postgres' });

  async function assemblyOf(session: string): Promise<string> {
    const made = assemblies.get(session) ?? (await synthesize(await make(session)));
    assemblies.set(session, made);
    return made;
  }

  beforeAll(async () => {
    emulator = await startEmulator();
    await Promise.all([projects.build(), bootstrap(emulator)]);
    project = await make('redis');
    assemblies.set('redis', await synthesize(project));
    now = await deployTo(emulator, await assemblyOf('redis'), 'shop', 'dev');
  }, 3 * minutes);

  afterAll(async () => {
    await emulator?.stop();
    for (const folder of assemblies.values()) await rm(folder, { recursive: true, force: true });
    await projects.remove();
  }, 1 * minutes);

  test(
    'the same again changes nothing',
    async () => {
      const again = await deployTo(emulator, await assemblyOf('redis'), 'shop', 'dev');
      expect(again.output.match(/\(no changes\)/g)).toHaveLength(3);
      expect(again.stacks).toEqual(now.stacks);
    },
    1 * minutes,
  );

  test(
    'a code change makes a version of the launch template, and changes nothing else',
    async () => {
      const before = await readServers(emulator, name);
      await appendFile(path.join(project, 'app/main.ts'), "\nprocess.title = 'second-release';\n");
      const assembly = await synthesize(project);
      assemblies.set('second release', assembly);
      const after = await deployTo(emulator, assembly, 'shop', 'dev');

      expect(changes(now.stacks.network, after.stacks.network)).toEqual([]);
      expect(changes(now.stacks.data, after.stacks.data)).toEqual([]);
      expect(changes(now.stacks.web, after.stacks.web)).toEqual([
        'AWS::EC2::LaunchTemplate has another text',
      ]);
      const servers = await readServers(emulator, name);
      expect(servers.launchTemplateId).toBe(before.launchTemplateId);
      expect(Number(servers.version)).toBe(Number(before.version) + 1);
      expect(released(servers.userData)).not.toBe(released(before.userData));
      now = after;
    },
    2 * minutes,
  );

  const switches = ['jwt', 'redis', 'valkey', 'memcached', 'database', 'redis', 'memcached'];
  test.each(switches.map((to, index) => ({ from: switches[index - 1] ?? 'redis', to })))(
    'from session store $from to $to in one deployment, with the database untouched',
    async ({ to }) => {
      const assembly = await assemblyOf(to);
      const after = await deployTo(emulator, assembly, 'shop', 'dev');
      expect(ofDatabase(after.stacks.data)).toEqual(ofDatabase(now.stacks.data));
      expect(changes(now.stacks.network, after.stacks.network)).not.toContain(
        expect.stringMatching(/VPC|Subnet/),
      );
      const { environment } = await readServers(emulator, name);
      const deployment = { emulator, name, environment, protect: false };
      await sessionStores[to]!(deployment);
      await databases['postgres']!(deployment);
      now = after;
    },
    2 * minutes,
  );

  test(
    'destroy takes everything away, the servers first',
    async () => {
      const [assembly = ''] = assemblies.values();
      await cdk(emulator, assembly, 'destroy', 'dev-*', '--app', assembly, '--force');
      expect(await stackNames(emulator)).toEqual(['CDKToolkit']);
      expect(emulator.undone()).toEqual([]);
    },
    1 * minutes,
  );
});

/** The database's resources: the types that a session store has none of. */
function ofDatabase({ resources }: DeployedStack): [string, unknown][] {
  const found = [...resources].filter(([, { type }]) => type.startsWith('AWS::RDS::'));
  expect(found.length).toBeGreaterThan(2);
  return found;
}

/** What is other than before: sentences that begin with the type of a resource. */
function changes(before: DeployedStack, after: DeployedStack): string[] {
  const ids = new Set([...before.resources.keys(), ...after.resources.keys()]);
  return [...ids].flatMap((id) => {
    const [old, made] = [before.resources.get(id), after.resources.get(id)];
    if (!old || !made) return [`${(old ?? made)?.type} is ${old ? 'gone' : 'new'}`];
    if (old.physicalId !== made.physicalId) return [`${old.type} is replaced`];
    const [text, now] = [before, after].map(({ template }) =>
      JSON.stringify(template.Resources[id]?.Properties),
    );
    return text === now ? [] : [`${old.type} has another text`];
  });
}

/** Where servers fetch the release: its name is the hash of its content. */
const released = (userData: string): string | undefined =>
  /\b[0-9a-f]{64}\.zip\b/.exec(userData)?.[0];
