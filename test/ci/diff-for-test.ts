/** What `cdk diff --method template --no-color` prints of two stacks, one that would lose its memory. */
export const riskyDiff = `npm warn something about npm
Lookup role arn:aws:iam::111111111111:role/cdk-hnb659fds-lookup-role-111111111111-eu-central-1 was not assumed. Proceeding with default credentials.
Stack prod-network (shop-prod-network)
Resources
[~] AWS::EC2::VPC Network/Vpc NetworkVpc7FB7348F replace
 └─ [~] CidrBlock (requires replacement)
     ├─ [-] 10.9.0.0/16
     └─ [+] 10.20.0.0/16
[~] AWS::EC2::RouteTable Network/Vpc/webSubnet1/RouteTable NetworkVpcwebSubnet1RouteTable6C8B replace
 └─ [~] VpcId (requires replacement)
[-] AWS::EC2::SecurityGroupIngress Network/Servers/from load balancer NetworkServersfrom0A destroy

Stack prod-data (shop-prod-data)
Resources
[-] AWS::DynamoDB::Table Orders/Table OrdersTable472A920B orphan
[+] AWS::DynamoDB::Table Orders2/Table Orders2Table472A920B
[~] AWS::Kinesis::Stream Events/Stream EventsStream41D may be replaced
[~] AWS::Example::ParameterGroup Orders/Parameters OrdersParametersB8AC9B07 replace
[-] AWS::Logs::LogGroup Orders/Log OrdersLog12 destroy

Stack prod-web (shop-prod-web)
Resources
[~] AWS::EC2::LaunchTemplate Servers/Template ServersTemplate99 replace
[-] AWS::CloudWatch::Alarm Old OldAlarm11 destroy

✨  Number of stacks with differences: 3
`;

export const quietDiff = `Stack dev-network (shop-dev-network)
There were no differences
Stack dev-data (shop-dev-data)
There were no differences

✨  Number of stacks with differences: 0
`;
