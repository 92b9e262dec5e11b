/**
 * Stops a deployment that would replace or delete what remembers:
 * `node -r tsx/cjs lib/ci/refuse-losses.ts FILE…`, each file what `cdk diff` printed.
 * Exit code 1 where it would, 2 where there is no file.
 */
import { readFileSync } from 'node:fs';
import { describeLoss, losses } from './losses';

const files = process.argv.slice(2);
const found = files.flatMap((file) => losses(readFileSync(file, 'utf8')));
for (const loss of found) {
  process.stdout.write(`::error title=Data would be lost::${describeLoss(loss)}\n`);
}
if (found.length > 0) {
  process.stdout.write(
    'Nothing was deployed. If it is meant, take a snapshot, then run the workflow Deploy by hand with “Replace what remembers”.\n',
  );
}
process.exitCode = files.length === 0 ? 2 : Math.min(found.length, 1);
