import type { Database } from '../database/database';

export interface Note {
  id: string;
  text: string;
  createdAt: Date;
}

export interface Notes {
  /** The newest notes of an account, newest first. */
  newest(accountId: string): Promise<Note[]>;
  add(accountId: string, text: string): Promise<Note>;
  /** Whether there was such a note. Another account's note is none. */
  remove(accountId: string, id: string): Promise<boolean>;
}

/** How many notes a page shows. */
const SHOWN = 50;

export function createNotes(database: Database): Notes {
  return {
    newest: (accountId) =>
      database.query<Note>(
        `SELECT id::text, text, created_at AS "createdAt" FROM notes
         WHERE account_id = $1 ORDER BY id DESC LIMIT $2`,
        [accountId, SHOWN],
      ),

    async add(accountId, text) {
      const [note] = await database.query<Note>(
        `INSERT INTO notes (account_id, text) VALUES ($1, $2)
         RETURNING id::text, text, created_at AS "createdAt"`,
        [accountId, text],
      );
      return note!;
    },

    async remove(accountId, id) {
      const rows = await database.query(
        'DELETE FROM notes WHERE id = $2 AND account_id = $1 RETURNING id',
        [accountId, id],
      );
      return rows.length === 1;
    },
  };
}
