/**
 * No trace of what was not chosen: no file, dependency, environment variable, permission, alarm, comment
 * or sentence. The words of each thing are looked for in the path and the text of every file.
 */
import { projects } from './projects';
import { absentFrom } from './things';

/** What may stand in a project although it is not of it: in which files, and why. */
const exceptions: readonly {
  readonly files: RegExp;
  readonly words: RegExp;
  readonly why: string;
}[] = [
  {
    files: /^cdk\.json$/,
    words: /aws-rds:\w+/,
    why: 'the flags that a new project of the CDK gets, whatever is in it: it may come later',
  },
  {
    files: /^test\/app\/redis\//,
    words: /(?:replica-)?migrat\w+/i,
    why: 'what a cluster of Redis calls the move of a slot',
  },
  {
    files: /^(?:test\/)?app\/session\/jwt\//,
    words: /refresh.secret/i,
    why: 'there is one form of a token: a server that knows no such secrets refuses those that have one',
  },
];

const cases = projects.flatMap((project) =>
  absentFrom(project).map((thing) => ({ ...thing, project, in: project.name })),
);

/** The manifest has the paths of the other files, and no word of its own. */
const manifest = '.stateless/manifest.json';

test.each(cases)('$in has no trace of $name', ({ project, words }) => {
  const found = [...project.files.keys()].flatMap((file) => {
    if (file === manifest) return [];
    const allowed = exceptions.filter(({ files }) => files.test(file));
    const lines = [file, ...project.content(file).split('\n')];
    return lines.flatMap((line, number) => {
      const rest = allowed.reduce((text, exception) => text.replace(exception.words, ''), line);
      return words.test(rest) ? [`${file}${number ? `:${number}` : ''}: ${line.trim()}`] : [];
    });
  });
  expect(found).toEqual([]);
});

test.each(projects.filter(({ features }) => features.redis))(
  '$name calls its store by its own name, though the code of both is one',
  ({ features, content }) => {
    const other = features.valkey ? /\bRedis\b/ : /valkey/i;
    for (const file of ['README.md', 'AGENTS.md', 'app/session-store.ts', 'package.json']) {
      expect(content(file)).not.toMatch(other);
    }
  },
);

test('every exception is needed', () => {
  const needless = exceptions.filter(
    ({ files, words }) =>
      !projects.some((project) =>
        [...project.files.keys()].some(
          (file) => files.test(file) && words.test(project.content(file)),
        ),
      ),
  );
  expect(needless).toEqual([]);
});
