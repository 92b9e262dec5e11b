import type { EnvironmentConfig } from '../config';
import { checkWholeNumber } from './whole-number';

/** The longest that the server takes. */
const mostSeconds = 366 * 24 * 60 * 60;

/** What can't work in how long sessions last. */
export function checkSessions({ sessions }: EnvironmentConfig): string[] {
  const { idleSeconds, absoluteSeconds } = sessions;
  const bounds = { least: 1, most: mostSeconds };
  const problems = [
    ...checkWholeNumber('sessions.idleSeconds', idleSeconds, bounds),
    ...checkWholeNumber('sessions.absoluteSeconds', absoluteSeconds, bounds),
  ];
  if (idleSeconds > absoluteSeconds) {
    problems.push(
      `sessions.idleSeconds: ${idleSeconds} is longer than absoluteSeconds (${absoluteSeconds}).`,
    );
  }
  return problems;
}
