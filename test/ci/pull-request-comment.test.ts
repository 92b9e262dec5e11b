import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { putComment } from '../../lib/ci/pull-request-comment';
import type { PullRequest } from '../../lib/ci/pull-request-comment';

/** The part of GitHub's API that is used, over real HTTP. */
class FakeGitHub {
  readonly comments: { id: number; body: string }[] = [];
  /** What it answers instead. */
  refusal: number | undefined;
  private server: Server | undefined;

  async start(): Promise<PullRequest> {
    this.server = createServer((request, response) => {
      const { method, url = '', headers } = request;
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      request.once('end', () => {
        const refusal =
          this.refusal ?? (headers.authorization === 'Bearer job-token' ? undefined : 401);
        response.writeHead(refusal ?? 200, { 'content-type': 'application/json' });
        response.end(
          refusal === undefined
            ? JSON.stringify(this.answer(method, url, text && JSON.parse(text)))
            : '{"message":"no"}',
        );
      });
    });
    await new Promise<void>((resolve) => this.server!.listen(0, '127.0.0.1', resolve));
    const { port } = this.server.address() as AddressInfo;
    return {
      api: `http://127.0.0.1:${port}`,
      repository: 'octo-org/shop',
      number: 7,
      token: 'job-token',
    };
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  private answer(method: string | undefined, url: string, body: { body: string }): unknown {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    if (method === 'PATCH') {
      const id = Number(/^\/repos\/octo-org\/shop\/issues\/comments\/(\d+)$/.exec(pathname)![1]);
      const comment = this.comments.find((one) => one.id === id)!;
      return Object.assign(comment, body);
    }
    if (pathname !== '/repos/octo-org/shop/issues/7/comments') return { wrong: pathname };
    if (method === 'POST') return this.add(body.body);
    const [size, page] = ['per_page', 'page'].map((name) => Number(searchParams.get(name)));
    return this.comments.slice((page! - 1) * size!, page! * size!);
  }

  add(body: string): { id: number; body: string } {
    const comment = { id: 100 + this.comments.length, body };
    this.comments.push(comment);
    return comment;
  }
}

const marker = '<!-- ours -->';
let github: FakeGitHub;
let pull: PullRequest;

beforeEach(async () => {
  github = new FakeGitHub();
  pull = await github.start();
});

afterEach(() => github.stop());

test('The first run makes the comment, the next one changes it', async () => {
  github.add('Looks good to me');
  expect(await putComment(pull, marker, `${marker} one`)).toBe('made');
  expect(await putComment(pull, marker, `${marker} two`)).toBe('changed');
  expect(github.comments.map(({ body }) => body)).toEqual(['Looks good to me', `${marker} two`]);
});

test('It is found after hundreds of others', async () => {
  for (let count = 0; count < 250; count++) github.add(`comment ${count}`);
  const ours = github.add(`${marker} old`);
  github.add(`They quoted it: ${marker}`);
  expect(await putComment(pull, marker, `${marker} new`)).toBe('changed');
  expect(ours.body).toBe(`${marker} new`);
  expect(github.comments).toHaveLength(252);
});

test('A refusal says what was asked and what GitHub answered', async () => {
  github.refusal = 403;
  await expect(putComment(pull, marker, marker)).rejects.toThrow(
    'GET /repos/octo-org/shop/issues/7/comments?per_page=100&page=1: 403 {"message":"no"}',
  );
});
