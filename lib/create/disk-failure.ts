/** What the system says about a disk, in words that name the cure. */
import { normalize } from 'node:path';
import { Failure } from './failure';

const causes: Record<string, { readonly problem: string; readonly cure: string }> = {
  EACCES: { problem: 'no permission to write.', cure: 'Choose a folder that is yours.' },
  EPERM: { problem: 'no permission to write.', cure: 'Choose a folder that is yours.' },
  EROFS: { problem: 'a read-only disk.', cure: 'Choose a folder on another.' },
  ENOSPC: { problem: 'the disk is full.', cure: 'Free some space and run this again.' },
  EDQUOT: { problem: 'your disk quota is used up.', cure: 'Free some space and run this again.' },
  EFBIG: { problem: 'larger than a file may be here.', cure: 'Raise the limit (ulimit -f).' },
  EMFILE: { problem: 'too many open files.', cure: 'Raise the limit (ulimit -n).' },
  ENAMETOOLONG: { problem: 'a path too long for this disk.', cure: 'Choose a shorter one.' },
  ENOTDIR: { problem: 'a file stands where a folder is needed.', cure: 'Choose another folder.' },
  ELOOP: { problem: 'a symbolic link that leads to itself.', cure: 'Choose another folder.' },
};

/** A Failure for what a step threw; undefined when it is a defect of ours and should be seen as one. */
export function diskFailure(error: unknown, directory: string): Failure | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const cause = causes[code];
  if (!cause) return undefined;
  const exit = code === 'ENOTDIR' ? 'conflicts' : 'failed';
  return new Failure(
    exit,
    `${normalize(directory)}: ${cause.problem}`,
    `${cause.cure} Nothing was left behind.`,
  );
}
