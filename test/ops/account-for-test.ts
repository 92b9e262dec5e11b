import { openAccount } from '../../lib/ops/account';
import type { Account } from '../../lib/ops/account';
import { project } from '../../lib/infra/project';
import { startRecordedAws } from './recorded-aws';
import type { RecordedAws } from './recorded-aws';

export const accountId = '123456789012';

/** The name of everything of `dev`, as this project calls it. */
export const devName = `${project.name}-dev`;

/** Whose the credentials of the recorded AWS are. */
const caller = {
  'sts:GetCallerIdentity': {
    Account: accountId,
    Arn: `arn:aws:iam::${accountId}:user/operator`,
    UserId: 'AIDARECORDED',
  },
};

/**
 * A recorded AWS for the tests of a file, which the SDK in this process takes for AWS. Every test
 * begins with no answers but the caller's.
 */
export function recordedAws(): { readonly aws: RecordedAws; open(): Promise<Account> } {
  let started: RecordedAws | undefined;
  const before = { ...process.env };
  beforeAll(async () => {
    started = await startRecordedAws();
    Object.assign(process.env, started.environment);
  });
  beforeEach(() => {
    started?.reset();
    started?.answer(caller);
  });
  afterAll(async () => {
    process.env = before;
    await started?.stop();
  });
  return {
    get aws() {
      if (started === undefined) throw new Error('Not before the tests.');
      return started;
    },
    open: () => openAccount('dev'),
  };
}
