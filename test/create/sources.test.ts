import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { combinations } from '../../lib/create/combinations';
import { features, featuresOf } from '../../lib/create/features';
import { isWanted } from '../../lib/create/render';
import { sources } from '../../lib/create/sources';
import { onlyWith, rules, variants } from '../../templates/files';
import { emptyFolder } from './folder';
import { repository } from './repository';

/** The file that each pair of stores gets as `path`, of a repository with these files and no others. */
function given(files: readonly string[], path: string): Record<string, string | undefined> {
  const folder = emptyFolder();
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  const found = sources(folder).filter((source) => source.path === path);
  return Object.fromEntries(
    combinations.map(({ session, database }) => {
      const there = featuresOf({ session, database }, features);
      const first = found.find(({ when }) => isWanted(when, there));
      return [`${session}+${database}`, first?.file];
    }),
  );
}

const own = 'app/session-store.ts';
const template = `templates/${own}.hbs`;
const memcached = `templates/session/memcached/${own}`;
const none = `templates/database/none/${own}`;

test('a file of the repository goes to every project', () => {
  expect(new Set(Object.values(given([own], own)))).toEqual(new Set([own]));
});

test('a template goes before it, and a variant before both where its answers are', () => {
  expect(given([own, template, memcached], own)).toMatchObject({
    'redis+postgres': template,
    'cookie+none': template,
    'memcached+postgres': memcached,
    'memcached+none': memcached,
  });
});

test('a variant may be a template itself', () => {
  expect(given([own, `${memcached}.hbs`], own)).toMatchObject({
    'redis+postgres': own,
    'memcached+aurora': `${memcached}.hbs`,
  });
});

test('a variant may be of a file that the repository does not have', () => {
  expect(given([memcached], own)).toMatchObject({
    'redis+postgres': undefined,
    'memcached+postgres': memcached,
  });
});

test('two variants that the same answers want are refused', () => {
  expect(() => given([own, memcached, none], own)).toThrow(
    `${memcached} and ${none}: {"session":"memcached","database":"none","ci":"none"} wants both as ${own}.`,
  );
});

test('a variant that no answers want is refused', () => {
  const idle = 'templates/database/none/app/redis/redis.ts';
  expect(() => given([idle], 'app/redis/redis.ts')).not.toThrow();
  const never = 'templates/database/none/app/database/database.ts';
  expect(() => given([never], 'app/database/database.ts')).toThrow(`${never}: no answers want it.`);
});

test('a variant in a place that no rule knows is refused', () => {
  const stray = 'templates/session/memcached/docs/x.md';
  expect(() => given([stray], 'docs/x.md')).toThrow('no rule for docs/x.md');
});

test('what belongs to a feature comes with its tests, and only with it', () => {
  const files = ['app/redis/redis.ts', 'test/app/redis/redis.test.ts'];
  for (const file of files) {
    expect(given(files, file)).toMatchObject({ 'valkey+none': file, 'jwt+postgres': undefined });
  }
});

test('every path and folder of the table is there', () => {
  const files = sources(repository);
  const places = files.flatMap(({ file, path }) => [file, path]);
  const isThere = (path: string) =>
    places.some((place) => place === path || place.startsWith(`${path}/`));
  const lost = rules.filter(
    ({ path, from = path }) => !isThere(from) && !isThere(`templates/${path}.hbs`),
  );
  expect(lost).toEqual([]);
  expect(
    Object.values(onlyWith)
      .flat()
      .filter((path) => !isThere(path)),
  ).toEqual([]);
  const empty = variants.filter(
    ({ folder }) => !files.some(({ file }) => file.startsWith(`${folder}/`)),
  );
  expect(empty).toEqual([]);
});
