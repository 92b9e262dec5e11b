/** One comment of ours on a pull request, by GitHub's REST API. */

export interface PullRequest {
  /** Of GitHub's API, without a slash at the end: `https://api.github.com`. */
  readonly api: string;
  /** `owner/name` */
  readonly repository: string;
  readonly number: number;
  /** The job's own token; needs `pull-requests: write`. */
  readonly token: string;
}

interface Comment {
  readonly id: number;
  readonly body?: string;
}

const pageSize = 100;

/**
 * Changes the comment that starts with `marker`, or makes it.
 *
 * @throws Error with GitHub's answer where it refuses
 */
export async function putComment(
  pull: PullRequest,
  marker: string,
  body: string,
): Promise<'made' | 'changed'> {
  const issues = `/repos/${pull.repository}/issues`;
  const comments = `${issues}/${pull.number}/comments`;
  const ours = await findComment(pull, comments, marker);
  if (ours) {
    await ask(pull, 'PATCH', `${issues}/comments/${ours.id}`, { body });
    return 'changed';
  }
  await ask(pull, 'POST', comments, { body });
  return 'made';
}

async function findComment(
  pull: PullRequest,
  comments: string,
  marker: string,
): Promise<Comment | undefined> {
  for (let page = 1; ; page++) {
    const found = await ask(pull, 'GET', `${comments}?per_page=${pageSize}&page=${page}`);
    const list = found as readonly Comment[];
    const ours = list.find(({ body }) => body?.startsWith(marker));
    if (ours || list.length < pageSize) return ours;
  }
}

async function ask(
  { api, token }: PullRequest,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const response = await fetch(api + path, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'x-github-api-version': '2022-11-28',
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }
  return response.json();
}
