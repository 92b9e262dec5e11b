import { context, formatMessages } from 'esbuild';
import { bundleOptions, copyFilesBeside } from '../../build/app';
import { isTerminal } from './say';

export interface Bundler {
  /** Bundles the app as it stands now; what is wrong with it, for people, if that fails. */
  build(): Promise<string | undefined>;
  dispose(): Promise<void>;
}

/** `npm run build`, kept warm, and of the app's own files only. */
export async function createBundler(outDir: string): Promise<Bundler> {
  const esbuild = await context({
    ...bundleOptions(outDir),
    // They stand in node_modules here. Bundling them takes half a second at each change.
    packages: 'external',
    logLevel: 'silent',
  });
  return {
    async build() {
      try {
        await esbuild.rebuild();
        copyFilesBeside(outDir);
        return undefined;
      } catch (error) {
        return explain(error);
      }
    },
    dispose: () => esbuild.dispose(),
  };
}

async function explain(error: unknown): Promise<string> {
  if (!(error instanceof Error) || !('errors' in error) || !Array.isArray(error.errors)) {
    return String(error);
  }
  const lines = await formatMessages(error.errors, { kind: 'error', color: isTerminal });
  return lines.join('').trimEnd();
}
