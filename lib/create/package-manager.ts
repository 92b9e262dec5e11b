/** The package managers that can install a project, and what each makes in its folder. */
import { options } from './options';

export interface PackageManager {
  /** Arguments that install every dependency, the development ones too, whatever NODE_ENV says. */
  readonly install: readonly string[];
  /** Arguments that run the tests, before those that are for the tests' own program. */
  readonly test: readonly string[];
  /** What an installation adds to the project's folder. */
  readonly makes: readonly string[];
}

export const packageManagers: Readonly<Record<string, PackageManager>> = {
  npm: {
    install: ['install', '--include=dev', '--no-audit', '--no-fund'],
    test: ['test', '--silent', '--'],
    makes: ['node_modules', 'package-lock.json'],
  },
};

/**
 * @param userAgent npm_config_user_agent, which every package manager sets for what it runs:
 *   `npm/11.4.2 node/v20.19.0 linux x64`
 */
export function detectPackageManager(userAgent: string | undefined): string {
  const running = userAgent?.split('/')[0] ?? '';
  return Object.hasOwn(packageManagers, running) ? running : String(options.pm.default);
}
