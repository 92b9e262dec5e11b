/**
 * Stands for AWS: an HTTP server on the loopback interface that answers what a test has recorded, in the
 * protocols of the services. The clients are the SDK's own: they sign, send, read and throw as they do
 * in an account.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A JSON or XML document as nested objects; in XML an array is an element that comes repeatedly. */
export type Document = { readonly [name: string]: unknown };

/** A refusal, by the code that the service gives for it. */
export class Refusal {
  constructor(
    readonly code: string,
    readonly message: string,
    readonly status = 400,
  ) {}
}

export interface RecordedRequest {
  /** `ec2:DescribeInstances`: the service by the name that it is signed for. */
  readonly action: string;
  /** Parameters as they were sent: of the query protocols flat (`Filters.Filter.1.Name`). */
  readonly input: Readonly<Record<string, unknown>>;
}

export type Answer = Document | Refusal | ((input: RecordedRequest['input']) => Document | Refusal);

export interface RecordedAws {
  readonly endpoint: string;
  /** What a process needs in its environment to take this for AWS. */
  readonly environment: Readonly<Record<string, string>>;
  readonly requests: readonly RecordedRequest[];
  /**
   * Answers, from now on, by `SERVICE:ACTION`. Each is what stands in the reply inside of
   * `<ACTIONResult>`, or is the JSON; what is not recorded is refused as `NotRecorded`.
   */
  answer(answers: Readonly<Record<string, Answer>>): void;
  /** Forgets all answers and requests. */
  reset(): void;
  stop(): Promise<void>;
}

export async function startRecordedAws(): Promise<RecordedAws> {
  const answers = new Map<string, Answer>();
  const requests: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    void respond(request, response, answers, requests);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'recorded',
      AWS_SECRET_ACCESS_KEY: 'recorded',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    },
    requests,
    answer: (more) => {
      for (const [action, answer] of Object.entries(more)) answers.set(action, answer);
    },
    reset: () => {
      answers.clear();
      requests.length = 0;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answers: ReadonlyMap<string, Answer>,
  requests: RecordedRequest[],
): Promise<void> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  const target = request.headers['x-amz-target'];
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(
    request.headers.authorization ?? '',
  )?.[1];
  if (typeof target === 'string') {
    const operation = target.split('.').at(-1) ?? '';
    const reply = answerTo({ action: `${service}:${operation}`, input: JSON.parse(body) });
    sendJson(reply, response);
    return;
  }
  const { Action = '', ...input } = Object.fromEntries(new URLSearchParams(body));
  sendXml(answerTo({ action: `${service}:${Action}`, input }), response, {
    operation: Action,
    isEc2: service === 'ec2',
  });

  function answerTo(recorded: RecordedRequest): Document | Refusal {
    requests.push(recorded);
    const answer = answers.get(recorded.action);
    if (answer === undefined) return new Refusal('NotRecorded', recorded.action);
    return typeof answer === 'function' ? answer(recorded.input) : answer;
  }
}

/** https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
function sendJson(reply: Document | Refusal, response: ServerResponse): void {
  const isRefusal = reply instanceof Refusal;
  const body = isRefusal ? { __type: reply.code, message: reply.message } : reply;
  response
    .writeHead(isRefusal ? reply.status : 200, { 'content-type': 'application/x-amz-json-1.1' })
    .end(JSON.stringify(body));
}

/**
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html and, for EC2, which has no wrapper,
 * https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
 */
function sendXml(
  reply: Document | Refusal,
  response: ServerResponse,
  { operation, isEc2 }: { operation: string; isEc2: boolean },
): void {
  const requestId = 'recorded';
  const isRefusal = reply instanceof Refusal;
  const refused = isRefusal && { Code: reply.code, Message: reply.message };
  const body = isRefusal
    ? isEc2
      ? { Response: { Errors: { Error: refused }, RequestID: requestId } }
      : { ErrorResponse: { Error: { Type: 'Sender', ...refused }, RequestId: requestId } }
    : {
        [`${operation}Response`]: isEc2
          ? { requestId, ...reply }
          : { [`${operation}Result`]: reply, ResponseMetadata: { RequestId: requestId } },
      };
  response.writeHead(isRefusal ? reply.status : 200, { 'content-type': 'text/xml' }).end(xml(body));
}

function xml(document: Document): string {
  return Object.entries(document)
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => `<${name}>${content(one)}</${name}>`),
    )
    .join('');
}

function content(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') return xml(value as Document);
  return `${value as string | number | boolean}`.replace(
    /[<>&]/g,
    (sign) => `&#${sign.codePointAt(0)};`,
  );
}
