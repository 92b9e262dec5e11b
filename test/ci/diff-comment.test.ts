import { diffComment, marker } from '../../lib/ci/diff-comment';
import { quietDiff, riskyDiff } from './diff-for-test';

test('The comment says of each environment whether it changes, and how', () => {
  const comment = diffComment([
    { environment: 'dev', diff: quietDiff },
    { environment: 'prod', diff: riskyDiff },
  ]);
  expect(comment.startsWith(`${marker}\n`)).toBe(true);
  expect(comment).toContain('#### dev: no change\n\n#### prod: changes\n');
  expect(comment).toContain('[~] AWS::EC2::LaunchTemplate Servers/Template');
  expect(comment).not.toContain('something about npm');
  expect(comment).not.toContain('Lookup role');
});

test('It warns of what the deployment stops at', () => {
  const warned = diffComment([{ environment: 'prod', diff: riskyDiff }]);
  expect(warned).toContain('> [!WARNING]');
  expect(warned).toContain('> - prod-network: AWS::EC2::VPC Network/Vpc would be replaced\n');
  expect(diffComment([{ environment: 'dev', diff: quietDiff }])).not.toContain('WARNING');
});

test('A diff cannot end the block that it stands in', () => {
  const diff = 'Stack dev-web (x)\nResources\n[+] A\n````\n# Injected\n';
  const comment = diffComment([{ environment: 'dev', diff }]);
  expect(comment.match(/^`{5}$/gm)).toHaveLength(2);
});

test('It fits into what GitHub takes, however long the diffs are', () => {
  const diff = `Stack dev-web (x)\nResources\n${'[+] AWS::EC2::Instance A\n'.repeat(10_000)}`;
  const comment = diffComment([
    { environment: 'dev', diff },
    { environment: 'prod', diff },
  ]);
  expect(comment.length).toBeLessThan(65_536);
  expect(comment).toContain('characters more, in the log of this job');
});
