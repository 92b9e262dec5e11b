import { LogFormat } from 'aws-cdk-lib/aws-ec2';

/**
 * What a line of the flow logs holds, in order: with the flags and the direction it says who began a
 * connection, which AWS's default format leaves open. The columns of their table (`log-search.ts`)
 * are these; a changed format is in new files only, and the table is then wrong for the old ones.
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
 */
export const flowLogFormat: readonly {
  readonly field: LogFormat;
  readonly column: string;
  readonly type: 'string' | 'int' | 'bigint';
}[] = [
  { field: LogFormat.START_TIMESTAMP, column: 'started', type: 'bigint' },
  { field: LogFormat.END_TIMESTAMP, column: 'ended', type: 'bigint' },
  { field: LogFormat.ACTION, column: 'action', type: 'string' },
  { field: LogFormat.FLOW_DIRECTION, column: 'direction', type: 'string' },
  { field: LogFormat.PKT_SRC_ADDR, column: 'source', type: 'string' },
  { field: LogFormat.SRC_PORT, column: 'source_port', type: 'int' },
  { field: LogFormat.PKT_DST_ADDR, column: 'destination', type: 'string' },
  { field: LogFormat.DST_PORT, column: 'destination_port', type: 'int' },
  { field: LogFormat.PROTOCOL, column: 'protocol', type: 'int' },
  { field: LogFormat.TCP_FLAGS, column: 'tcp_flags', type: 'int' },
  { field: LogFormat.PACKETS, column: 'packets', type: 'bigint' },
  { field: LogFormat.BYTES, column: 'bytes', type: 'bigint' },
  { field: LogFormat.INTERFACE_ID, column: 'interface_id', type: 'string' },
  { field: LogFormat.INSTANCE_ID, column: 'instance_id', type: 'string' },
  { field: LogFormat.PKT_SRC_AWS_SERVICE, column: 'source_service', type: 'string' },
  { field: LogFormat.PKT_DST_AWS_SERVICE, column: 'destination_service', type: 'string' },
  { field: LogFormat.LOG_STATUS, column: 'log_status', type: 'string' },
];
