import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's systemd has the version of Amazon Linux 2023's: 252. */
const suite = 'bookworm';
const packages = [
  'ca-certificates',
  'curl',
  'dbus',
  'iproute2',
  'logrotate',
  'systemd',
  'systemd-sysv',
  'unzip',
  'zip',
];

/** The folder of a root file system to boot copies of. Made once a machine, which takes a minute. */
export function rootImage(): string {
  const content = createHash('sha256').update(packages.join()).digest('hex').slice(0, 8);
  const image = join(tmpdir(), `create-stateless-app-${suite}-${content}`);
  if (!fs.existsSync(image)) {
    // Renamed when whole: a run that was broken off leaves no half of one.
    const unfinished = fs.mkdtempSync(`${image}-`);
    execFileSync(
      'debootstrap',
      ['--variant=minbase', `--include=${packages.join()}`, suite, unfinished],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    fs.chmodSync(unfinished, 0o755);
    fs.renameSync(unfinished, image);
  }
  return image;
}
