#!/usr/bin/env node
import { join } from 'node:path';
import { main } from '../lib/create/main';
import { written } from '../lib/create/terminal';

// Until the run has ended with a code of its own, whatever ends the process is a failure.
process.exitCode = 1;

async function run(): Promise<void> {
  const code = await main(process.argv.slice(2), join(import.meta.dirname, 'template.bin'));
  await written();
  // At once: while Node takes itself apart, Ctrl-C would still kill it, and a project that is whole
  // would look like a failure.
  process.exit(code);
}

void run();
