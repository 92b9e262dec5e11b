import { watch } from 'node:fs';

/** Editors write a file in several steps; milliseconds of quiet before it counts as saved. */
const QUIET = 50;

/**
 * Calls `onChange` after each burst of changes in a folder and all below it, with the path that
 * changed last, relative to the folder; `onFailure`, with the system's reason, if it can't watch (any more).
 * Linux has a limit on watched folders: `sysctl fs.inotify.max_user_watches` raises it.
 * @returns what ends the watching
 */
export function watchFolder(
  folder: string,
  onChange: (path: string) => void,
  onFailure: (reason: string) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  const notice = (path: string | null) => {
    // Swap and backup files of editors.
    if (path === null || /(^|[/\\])[.#]|~$|\.sw.$/.test(path)) return;
    clearTimeout(timer);
    timer = setTimeout(() => onChange(path), QUIET);
  };
  try {
    const watcher = watch(folder, { recursive: true }, (_event, path) => notice(path));
    watcher.on('error', (error) => onFailure(error.message));
    return () => {
      clearTimeout(timer);
      watcher.close();
    };
  } catch (error) {
    onFailure(error instanceof Error ? error.message : String(error));
    return () => {};
  }
}
