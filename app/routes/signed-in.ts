import type { FastifyRequest } from 'fastify';
import { Problem } from '../plugins/problem';

/** The account's id. @throws Problem 401 for who isn't signed in */
export async function signedIn(request: FastifyRequest): Promise<string> {
  const { userId } = await request.session();
  if (!userId) throw new Problem(401, 'Sign in first.');
  return userId;
}
