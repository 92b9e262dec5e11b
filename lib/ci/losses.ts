/** What a deployment would take the memory from, read from what `cdk diff` prints. */

export interface Loss {
  /** As the CDK calls it: `prod-data`. */
  readonly stack: string;
  /** CloudFormation's type, such as `AWS::EC2::VPC`. */
  readonly type: string;
  /** Where it is in the code: `Network/Vpc`. */
  readonly path: string;
  readonly fate: Fate;
}

/** In the words of `cdk diff`. What is orphaned lives on, but nothing uses it any more. */
type Fate = 'replace' | 'may be replaced' | 'destroy' | 'orphan';

/** `[~] AWS::EC2::VPC Network/Vpc NetworkVpc7FB7348F replace` */
const line = /^\[[~-]\] (AWS::\S+) (\S+) \S+ (replace|may be replaced|destroy|orphan)$/;

/**
 * In the Data stack everything remembers but the settings beside it. So what somebody adds there is
 * guarded too. In the Network stack a new VPC or subnet means new ones of all that stands in it.
 */
const remembers: readonly { readonly stack: RegExp; readonly type: (type: string) => boolean }[] = [
  {
    stack: /-data$/,
    type: (type) =>
      !/::(?:\w*(?:Log|Parameter|Security|Subnet|User)Group\w*|User|Role|Policy)$/.test(type),
  },
  { stack: /-network$/, type: (type) => /::(?:VPC|Subnet|Bucket)$/.test(type) },
];

/** @param diff what `cdk diff --no-color` printed, of any number of stacks */
export function losses(diff: string): Loss[] {
  const found: Loss[] = [];
  let stack = '';
  for (const text of diff.split('\n')) {
    stack = /^Stack (\S+)/.exec(text)?.[1] ?? stack;
    const [, type, path, fate] = line.exec(text.trimEnd()) ?? [];
    if (!type || !path) continue;
    if (remembers.some((one) => one.stack.test(stack) && one.type(type))) {
      found.push({ stack, type, path, fate: fate as Fate });
    }
  }
  return found;
}

/** `prod-data: AWS::EC2::VPC Network/Vpc would be replaced` */
export function describeLoss({ stack, type, path, fate }: Loss): string {
  return `${stack}: ${type} ${path} ${inWords[fate]}`;
}

const inWords: Readonly<Record<Fate, string>> = {
  replace: 'would be replaced',
  'may be replaced': 'may be replaced',
  destroy: 'would be deleted',
  orphan: 'would be left behind, unused',
};
