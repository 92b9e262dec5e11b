/**
 * Milliseconds that a token of a signed-in session is good for without asking PostgreSQL, and so the time
 * within which a session that was ended is dead on every server.
 */
export const ACCESS_LIFE = 5 * 60_000;
