import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface LogBucketProps {
  /** Days after which a log is deleted. */
  readonly days: number;
}

/** Where in the bucket each kind of log is. */
export const logPrefixes = { access: 'access-logs', flow: 'flow-logs' } as const;

/**
 * Where the load balancer's access logs and the VPC's flow logs go, encrypted, and by TLS only. AWS
 * bills what is stored by GB and month, and the delivery of flow logs by GB; `log-search.ts` finds
 * something in them.
 */
export class LogBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: LogBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      // A load balancer can't write to a bucket that is encrypted with a KMS key.
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [
        {
          expiration: Duration.days(props.days),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      // CloudFormation can't delete a bucket with something in it; what is left deletes itself.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'This is the bucket of the logs; a log of writing logs would have no end.',
    });
  }
}
