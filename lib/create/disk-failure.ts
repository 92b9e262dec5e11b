/** What the system says about a disk, in words that name the cure. */
import { normalize } from 'node:path';
import type { ExitName } from './exit-codes';
import { Failure } from './failure';

interface Cause {
  readonly problem: string;
  readonly cure: string;
  /** Default: failed. */
  readonly exit?: ExitName;
}

const another = 'Choose another folder.';

const causes: Readonly<Record<string, Cause>> = {
  EACCES: { problem: 'no permission to write.', cure: 'Choose a folder that is yours.' },
  EPERM: { problem: 'no permission to write.', cure: 'Choose a folder that is yours.' },
  EROFS: { problem: 'a read-only disk.', cure: 'Choose a folder on another.' },
  ENOSPC: { problem: 'the disk is full.', cure: 'Free some space and run this again.' },
  EDQUOT: { problem: 'your disk quota is used up.', cure: 'Free some space and run this again.' },
  EFBIG: { problem: 'larger than a file may be here.', cure: 'Raise the limit (ulimit -f).' },
  EMFILE: { problem: 'too many open files.', cure: 'Raise the limit (ulimit -n).' },
  ENAMETOOLONG: { problem: 'a path too long for this disk.', cure: 'Choose a shorter one.' },
  ELOOP: { problem: 'a symbolic link that leads to itself.', cure: another },
  ENOTDIR: {
    problem: 'a file stands where a folder is needed.',
    cure: another,
    exit: 'conflicts',
  },
  EEXIST: {
    problem: 'something stands in the way, such as a symbolic link to nowhere.',
    cure: another,
    exit: 'conflicts',
  },
  ENOTEMPTY: { problem: 'appeared meanwhile.', cure: another, exit: 'conflicts' },
};

/** A Failure for what a step threw; undefined when it is a defect of ours and should be seen as one. */
export function diskFailure(error: unknown, directory: string): Failure | undefined {
  if (!isSystemError(error)) return undefined;
  const rare: Cause = { problem: `${error.message}.`, cure: another };
  const { exit, problem, cure } = causes[error.code] ?? rare;
  return new Failure(
    exit ?? 'failed',
    `${normalize(directory)}: ${problem}`,
    `${cure} Nothing was left behind.`,
  );
}

function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
