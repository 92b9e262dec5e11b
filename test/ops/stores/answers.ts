import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from '../recorded-aws';

/**
 * What AWS says of stores that are well: of each that there is code for, by its folder here. Where
 * two answer the same action, the one that is later in the alphabet does.
 */
export async function wellStores(): Promise<Record<string, Answer>> {
  const folders = readdirSync(__dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
  const modules: { answers: Record<string, Answer> }[] = await Promise.all(
    folders.map(async (name) => import(join(__dirname, name, 'answers'))),
  );
  return Object.assign({}, ...modules.map(({ answers }) => answers));
}
