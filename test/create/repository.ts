import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const repository = resolve(__dirname, '../..');

export const packageJson = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));

export const cli = join(repository, 'dist/create-stateless-app.mjs');
