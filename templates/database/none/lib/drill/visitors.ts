import { Visitor } from './visitor';
import type { Visit } from './visit';

/** Who comes. */
export function visitors(count: number, visit: Visit): Visitor[] {
  return Array.from({ length: count }, (_, number) => new Visitor(visit, number));
}

/** What a drill leaves behind, in words; undefined if nothing. */
export function leftBehind(_count: number): string | undefined {
  return undefined;
}
