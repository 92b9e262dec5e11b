import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { detectRepository } from '../../lib/create/detect-repository';
import { repositoryAt } from '../../lib/create/repository-name';
import { emptyFolder, filesIn } from './folder';
import { runCli } from './run-cli';

test.each([
  ['https://github.com/octo-org/my.app', 'octo-org/my.app'],
  ['https://github.com/octo-org/my-app.git', 'octo-org/my-app'],
  ['https://user@github.com/octo-org/my-app.git/', 'octo-org/my-app'],
  ['git@github.com:octo-org/my-app.git', 'octo-org/my-app'],
  ['ssh://git@github.com/octo-org/my-app.git', 'octo-org/my-app'],
  ['ssh://git@github.com:22/octo-org/my-app', 'octo-org/my-app'],
  ['https://gitlab.com/octo-org/my-app.git', undefined],
  ['https://github.com.example.com/octo-org/my-app', undefined],
  ['https://example.com/github.com/octo-org/my-app', undefined],
  ['/srv/git/my-app.git', undefined],
  ['', undefined],
])('the remote %s is of %s', (address, repository) => {
  expect(repositoryAt(address)).toBe(repository);
});

describe('a folder', () => {
  const withRemote = (address?: string) => {
    const folder = emptyFolder();
    execFileSync('git', ['init', '--quiet', folder]);
    if (address) execFileSync('git', ['-C', folder, 'remote', 'add', 'origin', address]);
    return folder;
  };

  test('is of the repository that it was cloned from', () => {
    expect(detectRepository(withRemote('git@github.com:octo-org/my-app.git'))).toBe(
      'octo-org/my-app',
    );
  });

  test('within a repository is not its root, where GitHub would look', () => {
    const folder = join(withRemote('git@github.com:octo-org/my-app.git'), 'packages');
    mkdirSync(folder);
    expect(detectRepository(folder)).toBeUndefined();
  });

  test('without a remote, or without a repository, is of none', () => {
    expect(detectRepository(withRemote())).toBeUndefined();
    expect(detectRepository(emptyFolder())).toBeUndefined();
    expect(detectRepository('/nowhere')).toBeUndefined();
  });

  test('that says none is left for later, which the run says', async () => {
    const args = ['shop', '--yes', '--ci', 'github', '--no-install', '--no-git'];
    const cwd = emptyFolder();
    expect((await runCli(args, { cwd })).stdout).toContain(
      'set ci.repository in lib/infra/project.ts',
    );
    const project = filesIn(cwd).get('shop/lib/infra/project.ts')!.toString();
    expect(project).toContain('repository: undefined');
  });

  test('says it to a run with no terminal', async () => {
    const cwd = withRemote('https://github.com/octo-org/shop.git');
    const args = ['.', '--name', 'shop', '--yes', '--ci', 'github', '--no-install', '--no-git'];
    expect(await runCli(args, { cwd })).toMatchObject({ code: 0, stderr: '' });
    const file = (path: string) => filesIn(cwd).get(path)!.toString();
    expect(file('lib/infra/project.ts')).toContain("repository: 'octo-org/shop'");
    expect(JSON.parse(file('.stateless/manifest.json')).answers).toMatchObject({
      ci: 'github',
      repository: 'octo-org/shop',
    });
  });
});
