import { type FSWatcher, watch } from 'node:fs';

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
  let watcher: FSWatcher | undefined;

  const begin = () => {
    try {
      watcher = watch(folder, { recursive: true }, (_event, path) => notice(path));
      watcher.on('error', (error) => onFailure(error.message));
    } catch (error) {
      onFailure(error instanceof Error ? error.message : String(error));
    }
  };
  const notice = (path: string | null) => {
    // Swap and backup files of editors.
    if (path === null || /(^|[/\\])[.#]|~$|\.sw.$/.test(path)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      // There Node watches every file by itself, and stays with the old one where an editor or git has put
      // a new one in its place. Before the call, which so sees what the change of watchers has missed.
      if (process.platform === 'linux') {
        watcher?.close();
        begin();
      }
      onChange(path);
    }, QUIET);
  };

  begin();
  return () => {
    clearTimeout(timer);
    watcher?.close();
  };
}
