import { Failure } from './failure';

/** Names by which services and the SDK say that the credentials have run out. */
const expired = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'TokenRefreshRequired',
  'UnauthorizedSSOTokenError',
]);

/** Names by which services say that nobody is known by these credentials. */
const unknownCredentials = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'InvalidAccessKeyId',
  'AuthFailure',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
]);

const denied = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'AuthorizationError',
]);

const throttled = new Set(['Throttling', 'ThrottlingException', 'RequestLimitExceeded']);

/** How Node says that nobody is there; the SDK wraps some of these and keeps the message alone. */
const unreachable =
  /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\b/;

const signIn =
  'Sign in with `aws sso login`, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: the same credentials as for a deployment.';

/** What the SDK threw, as one sentence and a cure, where there is one; else the error as it is. */
export function explain(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Failure) return error;
  const { name, message } = error;
  if (expired.has(name) || /session.*(expired|invalid)|token.*expired/i.test(message)) {
    return new Failure(
      'The AWS credentials have expired.',
      'Get new ones, for instance with `aws sso login`.',
    );
  }
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return new Failure(`There are no AWS credentials: ${firstLine(message)}.`, signIn);
  }
  if (unknownCredentials.has(name)) {
    return new Failure(`AWS does not know these credentials (${name}).`, signIn);
  }
  if (denied.has(name)) {
    return new Failure(
      `AWS denied ${deniedAction(message)}: ${firstLine(message)}`,
      'Use credentials that may do it, or have the action added to their policy.',
    );
  }
  if (throttled.has(name)) {
    return new Failure(
      `AWS answers no more just now (${name}).`,
      'Wait a minute: the account as a whole has asked too often.',
    );
  }
  if (unreachable.test(`${codeOf(error)} ${message}`) || name === 'TimeoutError') {
    return new Failure(
      `AWS can't be reached: ${firstLine(message) || codeOf(error)}`,
      'Look at the network, the proxy (HTTPS_PROXY) and AWS_ENDPOINT_URL.',
    );
  }
  return error;
}

/** The action that a policy must allow, as services name it in their message. */
function deniedAction(message: string): string {
  return /not authorized to perform:? ([\w-]+:\w+)/.exec(message)?.[1] ?? 'this';
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}

/** Without what the SDK adds for whoever debugs it. */
export function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
