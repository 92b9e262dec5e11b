#!/usr/bin/env node
import { join } from 'node:path';
import { main } from '../lib/create/main';

// Until the run has ended with a code of its own, whatever ends the process is a failure.
process.exitCode = 1;

async function run(): Promise<void> {
  process.exitCode = await main(process.argv.slice(2), join(import.meta.dirname, 'template.bin'));
}

void run();
