import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../lib/create/failure';
import { mergeInto } from '../../lib/create/merge-into';
import { plan } from '../../lib/create/plan';
import type { Project, RenderedFile } from '../../lib/create/render';
import { stage, writeFiles } from '../../lib/create/staging';
import { emptyFolder, filesIn } from './folder';

const go = async () => {};

function project(files: Record<string, string>): Project {
  return new Map(
    Object.entries(files).map(([path, content]): [string, RenderedFile] => [
      path,
      { content: Buffer.from(content), mode: 0o644, class: 'managed', copied: true },
    ]),
  );
}

const small = project({ 'README.md': 'ours', 'app/main.ts': 'main', 'package.json': '{}' });

async function write(directory: string, files: Project, force = false): Promise<void> {
  const planned = plan(directory, files, force);
  const staging = stage(planned);
  try {
    await writeFiles(files, planned, staging, go);
    staging.moveIn();
  } catch (error) {
    staging.discard();
    throw error;
  }
}

function texts(folder: string): Record<string, string> {
  return Object.fromEntries([...filesIn(folder)].map(([file, bytes]) => [file, bytes.toString()]));
}

describe('a folder that does not exist', () => {
  test('appears with all its files, and its parents', async () => {
    const folder = emptyFolder();
    await write(join(folder, 'some/dir/my-app'), small);
    expect(texts(folder)).toEqual({
      'some/dir/my-app/README.md': 'ours',
      'some/dir/my-app/app/main.ts': 'main',
      'some/dir/my-app/package.json': '{}',
    });
  });

  test('has the permissions of any new folder', async () => {
    const folder = emptyFolder();
    await write(join(folder, 'my-app'), small);
    mkdirSync(join(folder, 'any'));
    expect(lstatSync(join(folder, 'my-app')).mode).toBe(lstatSync(join(folder, 'any')).mode);
  });

  test('does not appear, nor do its parents, when a write fails', async () => {
    const folder = emptyFolder();
    // A file and a folder of one name: the disk refuses.
    const impossible = project({ a: '1', 'a/b': '2' });
    await expect(write(join(folder, 'some/my-app'), impossible)).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a folder that exists', () => {
  test('keeps what it has beside', async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, '.git'));
    writeFileSync(join(folder, '.git/HEAD'), 'ref');
    writeFileSync(join(folder, 'README.md'), 'theirs');
    writeFileSync(join(folder, 'LICENSE'), 'MIT');
    mkdirSync(join(folder, 'app'));
    writeFileSync(join(folder, 'app/notes.txt'), 'keep me');
    await write(folder, small);
    expect(texts(folder)).toEqual({
      '.git/HEAD': 'ref',
      'README.md': 'theirs',
      LICENSE: 'MIT',
      'app/main.ts': 'main',
      'app/notes.txt': 'keep me',
      'package.json': '{}',
    });
  });

  test('conflicts where a file differs, and not where it is the same', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'package.json'), '{}');
    expect(plan(folder, small, false).actions.get('package.json')).toBe('same');
    writeFileSync(join(folder, 'package.json'), '{ "name": "theirs" }');
    expect(() => plan(folder, small, false)).toThrow('1 file is in the way');
    expect(plan(folder, small, true).actions.get('package.json')).toBe('overwrite');
  });

  test('has just the conflicts replaced by --force', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'package.json'), 'theirs');
    writeFileSync(join(folder, 'README.md'), 'theirs');
    writeFileSync(join(folder, 'other.txt'), 'theirs');
    await write(folder, small, true);
    expect(texts(folder)).toEqual({
      'README.md': 'theirs',
      'app/main.ts': 'main',
      'other.txt': 'theirs',
      'package.json': '{}',
    });
  });

  test.each([
    ['a file where a folder must be', (at: string) => writeFileSync(join(at, 'app'), '')],
    ['a folder where a file must be', (at: string) => mkdirSync(join(at, 'package.json'))],
    ['a symbolic link for a folder', (at: string) => symlinkSync('/etc', join(at, 'app'))],
    [
      'a symbolic link for a file',
      (at: string) => symlinkSync('/etc/passwd', join(at, 'package.json')),
    ],
    ['a dangling symbolic link', (at: string) => symlinkSync('/nowhere', join(at, 'package.json'))],
  ])('refuses %s, by force too', (_, prepare) => {
    const folder = emptyFolder();
    prepare(folder);
    expect(() => plan(folder, small, true)).toThrow(Failure);
  });

  test('conflicts with what an installation would make', () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, 'node_modules'));
    expect(() => plan(folder, small, true, ['node_modules'])).toThrow('in the way');
  });

  test('is as it was when moving in fails half-way', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'package.json'), 'theirs');
    const planned = plan(folder, small, true);
    const staging = stage(planned);
    await writeFiles(small, planned, staging, go);
    // Appears after the plan was made; `app` is moved before it, `package.json` after.
    mkdirSync(join(folder, 'README.md'));
    expect(() => staging.moveIn()).toThrow('appeared meanwhile');
    staging.discard();
    expect(texts(folder)).toEqual({ 'package.json': 'theirs' });
    expect(existsSync(join(folder, 'app'))).toBe(false);
  });

  test('gets its own files back when the last of many moves fails', () => {
    const [staged, target] = [emptyFolder(), emptyFolder()];
    for (const name of ['a', 'b', 'c']) writeFileSync(join(staged, name), 'new');
    for (const name of ['a', 'b']) writeFileSync(join(target, name), 'old');
    mkdirSync(join(target, 'c'));
    const actions = new Map(['a', 'b', 'c'].map((name) => [name, 'overwrite' as const]));
    expect(() => mergeInto(staged, target, actions)).toThrow('appeared meanwhile');
    expect(texts(target)).toEqual({ a: 'old', b: 'old' });
  });
});

test('a file in the place of the folder is refused', () => {
  const file = join(emptyFolder(), 'file');
  writeFileSync(file, '');
  expect(() => plan(file, small, true)).toThrow('a file, where the project');
});

test('a symbolic link in the place of the folder is refused', () => {
  const link = join(emptyFolder(), 'link');
  symlinkSync(emptyFolder(), link);
  expect(() => plan(link, small, true)).toThrow('a symbolic link');
});

test.each(['../up', 'a/../../up', '/etc/passwd', 'a//b', './a', 'a\\..\\..\\up', 'a/..', '..'])(
  'a template cannot write to %s',
  async (path) => {
    const folder = emptyFolder();
    await expect(write(join(folder, 'my-app'), project({ [path]: '' }))).rejects.toThrow(
      'only write below',
    );
    expect(readdirSync(folder)).toEqual([]);
  },
);

test('a symbolic link planted while files are written is not followed', async () => {
  const [folder, outside] = [emptyFolder(), emptyFolder()];
  writeFileSync(join(outside, 'file'), 'safe');
  const planned = plan(join(folder, 'my-app'), small, false);
  const staging = stage(planned);
  symlinkSync(join(outside, 'file'), join(staging.directory, 'package.json'));
  await expect(writeFiles(small, planned, staging, go)).rejects.toThrow('EEXIST');
  staging.discard();
  expect(readFileSync(join(outside, 'file'), 'utf8')).toBe('safe');
  expect(readdirSync(folder)).toEqual([]);
});
