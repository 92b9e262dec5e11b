/** `.stateless/manifest.json`: what the project was made of, for later updates to merge against. */
import type { Answers } from './answers';
import type { RenderedFile } from './render';

export const manifestPath = '.stateless/manifest.json';

/**
 * The same answers and template give the same text. A file that was copied is recorded by its SHA-256;
 * one that was rendered by that of its template, which gives it again from the answers. Both are keys
 * of the archive that the CLI carries.
 */
export function manifest(
  answers: Answers,
  version: string,
  files: ReadonlyMap<string, RenderedFile>,
): string {
  const recorded = Object.fromEntries(
    [...files].map(([path, { class: owner, source, copied }]) => [
      path,
      copied ? { class: owner, sha256: source } : { class: owner, template: source },
    ]),
  );
  return `${JSON.stringify({ template: version, answers, files: recorded }, null, 2)}\n`;
}
