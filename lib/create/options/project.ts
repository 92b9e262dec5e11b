/** What is made. */
import { longestName, nameProblem, suggestName } from '../project-name';
import type { Option, OptionName } from '../option';
import { repositoryPattern } from '../repository-name';

export const projectOptions = {
  name: {
    kind: 'text',
    group: 'Project',
    help: `The project's name, where it is not the folder's: a-z, 0-9 and single dashes, at most ${longestName} characters.`,
    question: 'What is the project called?',
    value: 'name',
    placeholder: 'my-app',
    pattern: `^[a-z](-?[a-z0-9])*$`,
    answer: true,
    refuse: (value) => {
      const problem = nameProblem(value);
      if (!problem) return undefined;
      const near = suggestName(value);
      return {
        problem: `the name ${problem}.`,
        cure: near
          ? `Choose, for example, ${near}.`
          : 'Choose lower-case letters, digits and dashes, starting with a letter, for example my-app.',
      };
    },
  },
  session: {
    kind: 'choice',
    group: 'Project',
    help: 'What holds the sessions, as no server does.',
    question: 'What holds the sessions?',
    value: 'store',
    noun: 'a session store',
    choices: [
      {
        value: 'redis',
        help: 'Redis (ElastiCache): no change is lost; sessions are listed and ended at once. A failover may lose the last second.',
      },
      {
        value: 'valkey',
        help: 'Valkey (ElastiCache): the same as redis, by its open-source successor.',
      },
      {
        value: 'memcached',
        help: 'Memcached (ElastiCache): no change is lost; a session ends at once. A lost node takes its sessions along; they are not listed.',
      },
      {
        value: 'database',
        help: 'PostgreSQL itself: no change is lost; sessions are listed and ended at once. Slower than a cache, and load for the database.',
      },
      {
        value: 'jwt',
        help: 'Signed tokens: no store to ask. Readable by their holder, small (1.5 KB), and of two changes at once the later wins. A copied one ends within minutes with a database, else at its timeout.',
      },
      {
        value: 'cookie',
        help: 'Encrypted cookies: no store at all. Small (one cookie), and of two changes at once the later wins. Not listed; a copied one ends at its timeout.',
      },
    ],
    planned: [],
    default: 'redis',
    answer: true,
  },
  database: {
    kind: 'choice',
    group: 'Project',
    help: 'Where the data lives.',
    question: 'Which database?',
    value: 'database',
    noun: 'a database',
    choices: [
      { value: 'postgres', help: 'PostgreSQL (RDS): one size, with a standby in prod.' },
      {
        value: 'aurora',
        help: 'Aurora PostgreSQL Serverless v2: grows and shrinks with the load.',
      },
      {
        value: 'none',
        help: 'No database: no accounts and no notes; your identity provider signs users in.',
        notWith: {
          option: 'session',
          value: 'database',
          why: 'sessions in the database need one',
        },
      },
    ],
    planned: [],
    default: 'postgres',
    answer: true,
  },
  ci: {
    kind: 'choice',
    group: 'Project',
    help: 'What tests changes and deploys them.',
    question: 'What tests changes and deploys them?',
    value: 'service',
    noun: 'a CI service',
    choices: [
      { value: 'none', help: 'Nothing yet: you deploy by `npm run deploy`.' },
      {
        value: 'github',
        help: 'GitHub Actions: tests pull requests and posts their `cdk diff`; deploys dev from main, and prod after approval, by OIDC with no stored key.',
      },
    ],
    planned: [],
    default: 'none',
    answer: true,
  },
  repository: {
    kind: 'text',
    group: 'Project',
    help: 'GitHub repository that may deploy: owner@id/name@id, or owner/name if it is older than July 2026. Default: that of the remote; can be set later.',
    question: 'Which GitHub repository? (empty: none yet)',
    value: 'repository',
    placeholder: 'octo-org/my-app',
    optional: true,
    needs: { option: 'ci', value: 'github' },
    pattern: repositoryPattern,
    answer: true,
    refuse: (value) =>
      new RegExp(repositoryPattern).test(value)
        ? undefined
        : {
            problem: 'not a GitHub repository.',
            cure: 'Write owner/name, or with the ids of both owner@1234/name@5678.',
          },
  },
} satisfies Partial<Record<OptionName, Option>>;
