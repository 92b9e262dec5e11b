/** EC2 types that a server may be: Graviton first, as it does the same work for less. */
export const serverTypes = {
  't4g.micro': { architecture: 'arm64' },
  't4g.small': { architecture: 'arm64' },
  't4g.medium': { architecture: 'arm64' },
  't4g.large': { architecture: 'arm64' },
  'm7g.medium': { architecture: 'arm64' },
  'm7g.large': { architecture: 'arm64' },
  'm7g.xlarge': { architecture: 'arm64' },
  'c7g.medium': { architecture: 'arm64' },
  'c7g.large': { architecture: 'arm64' },
  'c7g.xlarge': { architecture: 'arm64' },
  't3.micro': { architecture: 'x86_64' },
  't3.small': { architecture: 'x86_64' },
  't3.medium': { architecture: 'x86_64' },
  'm7i.large': { architecture: 'x86_64' },
  'm7i.xlarge': { architecture: 'x86_64' },
  'c7i.large': { architecture: 'x86_64' },
  'c7i.xlarge': { architecture: 'x86_64' },
} as const;

export type ServerType = keyof typeof serverTypes;
