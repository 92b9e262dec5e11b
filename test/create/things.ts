import { features, featuresOf } from '../../lib/create/features';
import type { Feature } from '../../lib/create/features';
import type { Stores } from '../../lib/create/combinations';

/** What only some answers bring, and the words that it can't be there without. */
export interface Thing {
  readonly name: string;
  readonly feature: Feature;
  readonly words: RegExp;
}

const things: readonly Thing[] = [
  { name: 'Redis and Valkey', feature: 'redis', words: /redis|valkey|\bresp\b/i },
  { name: 'Memcached', feature: 'memcached', words: /memcache|\bketama\b/i },
  { name: 'a cache', feature: 'cache', words: /elasticache|cache\.t4g|cachecluster/i },
  {
    name: 'signed tokens',
    feature: 'jwt',
    words: /\bjwts?\b|jwt-|jwks|\bjw[skta]\b|json web|signed token|\bjose\b|\boauth/i,
  },
  {
    name: 'encrypted cookies',
    feature: 'cookie',
    words: /encrypted.?cookie|aes-256|\bgcm\b|cookie-?carrier/i,
  },
  {
    name: 'a ring of keys',
    feature: 'keys',
    words: /session_?keys|key.?ring(?!mode)|ring of keys|\bhkdf\b|signed-out-before/i,
  },
  {
    name: 'sessions in the database',
    feature: 'sessionsInDatabase',
    words:
      /database-?carrier|session\/database|_sessions\.sql|(?:from|into|update|table) sessions\b/i,
  },
  {
    name: 'refresh tokens',
    feature: 'refreshTokens',
    words: /refresh.?(?:token|secret)|session_?famil|SESSION_REVOCATION/i,
  },
  {
    name: 'rates in the database',
    feature: 'ratesInDatabase',
    words: /rate_?limits\.sql|(?:from|into|update|table) rate_limits\b/i,
  },
  {
    name: 'rate limits',
    feature: 'sharedCounters',
    words: /@fastify\/rate-limit|rate-?limits?\.ts|rate-?limit-?store|(?:SIGN_IN|CHANGE)_LIMIT/i,
  },
  { name: 'Aurora', feature: 'aurora', words: /aurora|serverless ?v2/i },
  {
    name: 'an RDS instance',
    feature: 'rds',
    words: /\bmultiAz: (?:true|false)|storageGiB|db\.t4g|DatabaseInstance\b|data\/rds/i,
  },
  {
    name: 'a database',
    feature: 'hasDatabase',
    words: /postgres|\brds\b|\bpg\b|\bpg_|migrat|\bsql\b|DATABASE_|databaseServices/i,
  },
  {
    name: 'accounts',
    feature: 'accounts',
    words: /sign-?up\b|passwords\.ts|\/notes|accounts\.ts|notes-card/i,
  },
  {
    name: 'GitHub and its sign-in to AWS',
    feature: 'github',
    words:
      /github(?!\.com\/)|\boidc\b|pull.request|\bforks?\b(?!\()|ci-stack|lib\/ci\b|(?:infra|test)\/ci\b|deploy:ci/i,
  },
  {
    name: 'a list of sessions',
    feature: 'listable',
    words: /sessions-card|routes\/sessions|\/sessions\.test/i,
  },
];

/** What no project with these answers may have a trace of. */
export function absentFrom(answers: Stores & { readonly ci?: string }): Thing[] {
  const there = featuresOf(answers, features);
  return things.filter(({ feature }) => !there[feature]);
}
