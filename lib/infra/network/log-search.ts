import { Stack } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { accessLogFormat, accessLogPattern } from './access-log-format';
import { flowLogFormat } from './flow-log-format';

export interface LogSearchProps {
  /** Name of the workgroup, and start of the database's. */
  readonly name: string;
  /** Holds the logs, and for as long as them what queries have found. */
  readonly bucket: IBucket;
  /** Prefix of the load balancer's access logs in the bucket. */
  readonly accessLogs: string;
  /** Prefix of the VPC's flow logs in the bucket. */
  readonly flowLogs: string;
}

/** Bytes that a query may read: Athena bills by these, and a forgotten `WHERE day` reads everything. */
const mostBytes = 10 * 1024 ** 3;

/**
 * Makes the logs in the bucket tables that Athena can be asked about: in its console choose the
 * workgroup named for the environment, then one of the saved queries. All of it is free until a
 * query runs, which is billed by the bytes that it reads: so each names a day.
 */
export class LogSearch extends Construct {
  constructor(scope: Construct, id: string, props: LogSearchProps) {
    super(scope, id);
    const { account, region } = Stack.of(this);
    const { bucketName } = props.bucket;

    const workGroup = new CfnWorkGroup(this, 'WorkGroup', {
      name: props.name,
      description: 'Access logs and flow logs',
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        bytesScannedCutoffPerQuery: mostBytes,
        resultConfiguration: {
          outputLocation: `s3://${bucketName}/found/`,
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    });
    const database = new CfnDatabase(this, 'Database', {
      catalogId: account,
      databaseInput: {
        // Athena takes no dash in a name.
        name: `${props.name.replaceAll('-', '_')}_logs`,
        description: 'Access logs and flow logs',
      },
    });

    this.table(database, 'AccessLogs', {
      name: 'access_logs',
      location: `s3://${bucketName}/${props.accessLogs}/AWSLogs/${account}/elasticloadbalancing/${region}`,
      columns: accessLogFormat.map(({ column, type }) => ({ name: column, type })),
      serdeInfo: {
        serializationLibrary: 'org.apache.hadoop.hive.serde2.RegexSerDe',
        parameters: { 'input.regex': accessLogPattern },
      },
    });
    this.table(database, 'FlowLogs', {
      name: 'flow_logs',
      location: `s3://${bucketName}/${props.flowLogs}/AWSLogs/${account}/vpcflowlogs/${region}`,
      columns: flowLogFormat.map(({ column, type }) => ({ name: column, type })),
      serdeInfo: {
        serializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
        parameters: { 'field.delim': ' ' },
      },
      parameters: { 'skip.header.line.count': '1' },
    });

    for (const { name, description, lines } of savedQueries) {
      const query = new CfnNamedQuery(this, name.replaceAll(/\W/g, ''), {
        name,
        description,
        database: database.ref,
        workGroup: workGroup.name,
        queryString: lines.join('\n'),
      });
      query.addResourceDependency(workGroup);
    }
  }

  /** Of files in a folder for each day, which Athena finds by their names. */
  private table(
    database: CfnDatabase,
    id: string,
    table: {
      name: string;
      location: string;
      columns: CfnTable.ColumnProperty[];
      serdeInfo: CfnTable.SerdeInfoProperty;
      parameters?: Record<string, string>;
    },
  ): void {
    void new CfnTable(this, id, {
      catalogId: database.catalogId,
      databaseName: database.ref,
      tableInput: {
        name: table.name,
        tableType: 'EXTERNAL_TABLE',
        partitionKeys: [{ name: 'day', type: 'string' }],
        parameters: {
          ...table.parameters,
          EXTERNAL: 'TRUE',
          'projection.enabled': 'true',
          'projection.day.type': 'date',
          'projection.day.format': 'yyyy/MM/dd',
          'projection.day.range': '2026/01/01,NOW',
          'storage.location.template': `${table.location}/\${day}`,
        },
        storageDescriptor: {
          location: table.location,
          columns: table.columns,
          inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          serdeInfo: table.serdeInfo,
        },
      },
    });
  }
}

/** Each asks about yesterday and today, by UTC. */
const recently = "day >= date_format(now() - interval '1' day, '%Y/%m/%d')";

const savedQueries: readonly {
  readonly name: string;
  readonly description: string;
  readonly lines: readonly string[];
}[] = [
  {
    name: 'Request by id',
    description: 'What the load balancer knows of one request',
    lines: [
      "-- Put the id in place of ID: an error page shows it, the servers' log knows it as reqId.",
      'SELECT time, client, server, status, server_status, server_seconds, request, user_agent, actions, error',
      'FROM access_logs',
      `WHERE ${recently} AND trace_id LIKE '%ID%'`,
      'ORDER BY time',
    ],
  },
  {
    name: 'Errors of the load balancer',
    description:
      'Requests that it answered by 5xx itself, and so are not in the log of the servers',
    lines: [
      '-- 502: a server broke the connection off. 503: there is no server. 504: a server took too long.',
      'SELECT status, server, request, count(*) AS requests, max(time) AS newest, max(trace_id) AS example',
      'FROM access_logs',
      `WHERE ${recently} AND status >= 500 AND server_status = '-'`,
      'GROUP BY status, server, request',
      'ORDER BY requests DESC',
      'LIMIT 100',
    ],
  },
  {
    name: 'Clients by requests',
    description: 'Who asks most, and how much of it is refused',
    lines: [
      '-- Behind CloudFront the client here is CloudFront: ask the log of the servers, which has ip.',
      "SELECT split_part(client, ':', 1) AS address, user_agent, count(*) AS requests,",
      '  count_if(status >= 400) AS refused, sum(sent_bytes) AS bytes',
      'FROM access_logs',
      `WHERE ${recently}`,
      "GROUP BY split_part(client, ':', 1), user_agent",
      'ORDER BY requests DESC',
      'LIMIT 100',
    ],
  },
  {
    name: 'Refused connections',
    description: 'What security groups have kept out or in',
    lines: [
      '-- From an address of the VPC: a rule is missing, or a server does what it should not.',
      'SELECT direction, source, destination, destination_port, protocol, instance_id,',
      '  sum(packets) AS packets, from_unixtime(max(ended)) AS newest',
      'FROM flow_logs',
      `WHERE ${recently} AND action = 'REJECT'`,
      'GROUP BY direction, source, destination, destination_port, protocol, instance_id',
      'ORDER BY packets DESC',
      'LIMIT 100',
    ],
  },
  {
    name: 'Traffic by destination',
    description: 'Where bytes go: what a bill for traffic is made of, and what should not leave',
    lines: [
      'SELECT source, destination, destination_service, destination_port, sum(bytes) AS bytes',
      'FROM flow_logs',
      `WHERE ${recently} AND action = 'ACCEPT' AND direction = 'egress'`,
      'GROUP BY source, destination, destination_service, destination_port',
      'ORDER BY bytes DESC',
      'LIMIT 100',
    ],
  },
];
