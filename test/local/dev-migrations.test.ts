import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DevProject } from './dev-under-test';

jest.setTimeout(60_000);

const project = new DevProject();
const folder = 'app/database/migrations';

test('the schema is made at the start, and a migration that is added is run', async () => {
  const dev = project.start();
  const url = await dev.url();
  const form = new URLSearchParams({ email: 'ann@example.com', password: 'correct horse battery' });
  const headers = { accept: 'application/json', origin: url };
  const { status } = await fetch(`${url}/sign-up`, { method: 'POST', headers, body: form });
  expect(status).toBe(200);

  writeFileSync(join(project.root, folder, '9000_more.sql'), 'CREATE TABLE more (id int);\n');
  await dev.says(/9000_more[^]*listening/);
});

test('the server from before goes on when a migration fails', async () => {
  const dev = project.start();
  const url = await dev.url();
  writeFileSync(join(project.root, folder, '9001_wrong.sql'), 'CREATE TABLE more (id int);\n');
  await dev.says(/9001_wrong\.sql has changed[^]*The server from before goes on/);
  await dev.says(/The migrations failed, with exit code 1/);
  expect((await fetch(url)).status).toBe(200);
});
