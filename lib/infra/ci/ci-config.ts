import type { EnvironmentName } from '../config';

/** Who may deploy without a stored key. */
export interface CiConfig {
  /**
   * The GitHub repository whose workflow may, as GitHub's tokens call it: `owner@1234/name@5678`,
   * names and ids, if it was made, renamed or moved since July 15, 2026; an older one is `owner/name`,
   * unless it has opted in. The ids keep out whoever takes over the name of a repository that is gone.
   * `gh api repos/OWNER/NAME --jq '"\(.owner.login)@\(.owner.id)/\(.name)@\(.id)"'` prints the first.
   */
  readonly repository: string | undefined;
  /**
   * The environments in whose account something else has made the provider
   * `token.actions.githubusercontent.com` already: an account can have it once. It is used as it is,
   * and must have the audience `sts.amazonaws.com` (`aws iam list-open-id-connect-providers`).
   */
  readonly providerExistsIn: readonly EnvironmentName[];
}
