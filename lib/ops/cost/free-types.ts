import type { FreeTypes } from './bill';

const rights = 'IAM costs nothing';
const plumbing = 'part of the VPC, which costs nothing by itself';
const catalogue = 'describes the logs in S3; the catalogue is billed by many thousand entries';
const withBalancer = 'part of the load balancer, which is billed';

/** Types of the stacks that cost nothing by themselves, each with why. */
export const freeTypes: FreeTypes = {
  'AWS::Athena::NamedQuery': 'a query that is only kept; running it is billed by what it reads',
  'AWS::AutoScaling::LifecycleHook': 'part of the Auto Scaling group: its servers are billed',
  'AWS::AutoScaling::ScalingPolicy':
    'part of the Auto Scaling group: the servers that it starts are billed',
  'AWS::AutoScaling::ScheduledAction': 'part of the Auto Scaling group: its servers are billed',
  'AWS::Budgets::Budget': 'a budget that only tells is free; one that acts would not be',
  'AWS::CertificateManager::Certificate': 'a public certificate for a service of AWS is free',
  'AWS::CloudFront::VpcOrigin': 'part of the distribution, which is billed by traffic',
  'AWS::EC2::EIPAssociation': plumbing,
  'AWS::EC2::InternetGateway': plumbing,
  'AWS::EC2::LaunchTemplate': 'only describes servers, which are billed when they run',
  'AWS::EC2::Route': plumbing,
  'AWS::EC2::RouteTable': plumbing,
  'AWS::EC2::SecurityGroup': plumbing,
  'AWS::EC2::SecurityGroupEgress': plumbing,
  'AWS::EC2::SecurityGroupIngress': plumbing,
  'AWS::EC2::Subnet': plumbing,
  'AWS::EC2::SubnetRouteTableAssociation': plumbing,
  'AWS::EC2::VPC': plumbing,
  'AWS::EC2::VPCGatewayAttachment': plumbing,
  'AWS::ElasticLoadBalancingV2::Listener': withBalancer,
  'AWS::ElasticLoadBalancingV2::ListenerRule': withBalancer,
  'AWS::ElasticLoadBalancingV2::TargetGroup': withBalancer,
  'AWS::Glue::Database': catalogue,
  'AWS::Glue::Table': catalogue,
  'AWS::IAM::InstanceProfile': rights,
  'AWS::IAM::ManagedPolicy': rights,
  'AWS::IAM::Policy': rights,
  'AWS::IAM::Role': rights,
  'AWS::Logs::QueryDefinition': 'a query that is only kept; running it is billed by what it reads',
  'AWS::Route53::RecordSet': 'an alias to AWS in a zone that was there before',
  'AWS::S3::BucketPolicy': 'part of the bucket',
  'AWS::SNS::Subscription': 'a topic is billed by its letters, of which alarms send few',
  'AWS::SNS::Topic': 'a topic is billed by its letters, of which alarms send few',
  'AWS::SNS::TopicPolicy': 'part of the topic',
  'AWS::SecretsManager::SecretTargetAttachment': 'part of the secret',
  'AWS::WAFv2::WebACLAssociation': 'part of the web ACL, which is billed',
};
