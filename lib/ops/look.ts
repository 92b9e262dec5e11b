import { explain, firstLine } from './aws-failure';
import { Failure } from './failure';
import type { Finding } from './finding';

/**
 * What `read` finds. Where AWS refuses it, that is a finding too: one permission that is missing
 * must not hide the rest of the screen.
 */
export async function look(
  subject: string,
  read: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await read();
  } catch (error) {
    const explained = explain(error);
    if (explained instanceof Failure) {
      return [{ health: 'bad', subject, says: explained.message, cure: explained.cure }];
    }
    if (error instanceof Error && '$metadata' in error) {
      return [
        { health: 'bad', subject, says: `AWS answers ${error.name}: ${firstLine(error.message)}` },
      ];
    }
    throw error;
  }
}
