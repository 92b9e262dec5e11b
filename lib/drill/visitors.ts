import { Member } from './accounts/member';
import { Visitor } from './visitor';
import type { Visit } from './visit';

/** The app lets one address try ten passwords a minute: more would wait at the door. */
const MOST_MEMBERS = 6;

/** Who comes: half of them sign in, the others don't. */
export function visitors(count: number, visit: Visit): Visitor[] {
  return Array.from({ length: count }, (_, number) =>
    number % 2 === 0 && number < 2 * MOST_MEMBERS
      ? new Member(visit, number)
      : new Visitor(visit, number),
  );
}

/** What a drill leaves behind, in words; undefined if nothing. */
export function leftBehind(count: number): string | undefined {
  const members = Math.min(MOST_MEMBERS, Math.ceil(count / 2));
  return `${members} accounts of the drill (…@drill.invalid), which stay and hold nothing`;
}
