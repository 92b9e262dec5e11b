import { Stack } from 'aws-cdk-lib';
import { OidcProviderNative, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IOidcProvider, IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvironmentName } from '../config';

const issuer = 'token.actions.githubusercontent.com';
const audience = 'sts.amazonaws.com';

/** The branch whose workflow deploys. */
const releaseBranch = 'refs/heads/main';

export interface GitHubIdentityProps {
  /** As GitHub's tokens call it: `owner@1234/name@5678`, or of an older one `owner/name`. */
  readonly repository: string;
  /** The account has the provider already. */
  readonly providerExists: boolean;
}

/**
 * What AWS believes of GitHub: its tokens, each good for minutes and for one job. Every condition is
 * an exact text, as GitHub's and AWS's guides ask for: a star would let in other branches or strangers.
 */
export class GitHubIdentity extends Construct {
  private readonly provider: IOidcProvider;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: GitHubIdentityProps,
  ) {
    super(scope, id);
    this.provider = props.providerExists
      ? OidcProviderNative.fromOidcProviderArn(this, 'Provider', this.providerArn())
      : new OidcProviderNative(this, 'Provider', {
          url: `https://${issuer}`,
          clientIds: [audience],
        });
  }

  /** The jobs of pull requests. */
  pullRequests(): IPrincipal {
    return this.principal(`repo:${this.props.repository}:pull_request`);
  }

  /**
   * The jobs on the main branch that deploy to this environment of GitHub, after whatever it asks
   * for. The subject says nothing of the branch, so that a branch with a workflow of its own could
   * name the environment too: `ref` shuts it out, whatever the settings on GitHub are.
   */
  deployments(environment: EnvironmentName): IPrincipal {
    return this.principal(`repo:${this.props.repository}:environment:${environment}`, {
      [`${issuer}:ref`]: releaseBranch,
    });
  }

  private principal(subject: string, more: Record<string, string> = {}): IPrincipal {
    return new WebIdentityPrincipal(this.provider.oidcProviderArn, {
      StringEquals: { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: subject, ...more },
    });
  }

  private providerArn(): string {
    return Stack.of(this).formatArn({
      service: 'iam',
      region: '',
      resource: 'oidc-provider',
      resourceName: issuer,
    });
  }
}
