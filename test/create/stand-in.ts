import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { emptyFolder } from './folder';
import { cleanEnvironment } from './run-cli';

/** An environment in which `program` is this shell script. */
export function withStandIn(program: string, script: string): NodeJS.ProcessEnv {
  const folder = emptyFolder();
  writeFileSync(join(folder, program), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, program), 0o755);
  return { ...cleanEnvironment, PATH: `${folder}${delimiter}${process.env.PATH}` };
}
