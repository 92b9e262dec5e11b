/**
 * EC2 types that a server may be: Graviton (arm64) first, as it does the same work for less. The
 * server computes in one thread: more of them do more than larger ones. The newest generations are
 * not in every region: `aws ec2 describe-instance-type-offerings`. Another type is one more line, if
 * its disk is EBS and its architecture the one that EC2 says.
 */
export const serverTypes = {
  't4g.micro': { architecture: 'arm64' },
  't4g.small': { architecture: 'arm64' },
  't4g.medium': { architecture: 'arm64' },
  't4g.large': { architecture: 'arm64' },
  't4g.xlarge': { architecture: 'arm64' },
  'm7g.medium': { architecture: 'arm64' },
  'm7g.large': { architecture: 'arm64' },
  'm7g.xlarge': { architecture: 'arm64' },
  'c7g.medium': { architecture: 'arm64' },
  'c7g.large': { architecture: 'arm64' },
  'c7g.xlarge': { architecture: 'arm64' },
  'm8g.medium': { architecture: 'arm64' },
  'm8g.large': { architecture: 'arm64' },
  'm8g.xlarge': { architecture: 'arm64' },
  'c8g.medium': { architecture: 'arm64' },
  'c8g.large': { architecture: 'arm64' },
  'c8g.xlarge': { architecture: 'arm64' },
  't3.micro': { architecture: 'x86_64' },
  't3.small': { architecture: 'x86_64' },
  't3.medium': { architecture: 'x86_64' },
  't3.large': { architecture: 'x86_64' },
  'm7i-flex.large': { architecture: 'x86_64' },
  'm7i.large': { architecture: 'x86_64' },
  'm7i.xlarge': { architecture: 'x86_64' },
  'c7i-flex.large': { architecture: 'x86_64' },
  'c7i.large': { architecture: 'x86_64' },
  'c7i.xlarge': { architecture: 'x86_64' },
} as const;

export type ServerType = keyof typeof serverTypes;
