/** Where it will run. */
import type { Option, OptionName } from '../option';

const domainPattern = '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$';
const hostedZonePattern = '^Z[A-Z0-9]{1,31}$';
const regionPattern = '^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$';

export const awsOptions = {
  region: {
    kind: 'text',
    group: 'AWS',
    help: 'AWS region of all stacks.',
    question: 'In which AWS region will it run?',
    value: 'region',
    placeholder: 'us-east-1',
    default: 'us-east-1',
    pattern: regionPattern,
    answer: true,
    refuse: (value) =>
      new RegExp(regionPattern).test(value)
        ? undefined
        : { problem: 'not an AWS region.', cure: 'Choose one such as us-east-1 or eu-central-1.' },
  },
  domain: {
    kind: 'text',
    group: 'AWS',
    help: 'Domain that production answers on; brings a certificate. Without one, CloudFront serves HTTPS.',
    question: 'Which domain will it answer on? (empty: none yet)',
    value: 'domain',
    placeholder: 'app.example.com',
    optional: true,
    needs: { option: 'hosted-zone-id' },
    pattern: domainPattern,
    answer: true,
    refuse: (value) =>
      new RegExp(domainPattern).test(value) && value.length <= 253
        ? undefined
        : {
            problem: 'not a domain name.',
            cure: 'Write it in lower case with no https://, for example app.example.com.',
          },
  },
  'hosted-zone-id': {
    kind: 'text',
    group: 'AWS',
    help: 'Id of the Route 53 hosted zone that holds the domain.',
    question: 'What is the id of its Route 53 hosted zone?',
    value: 'id',
    placeholder: 'Z0123456789ABCDEFGHIJ',
    optional: true,
    needs: { option: 'domain' },
    pattern: hostedZonePattern,
    answer: true,
    refuse: (value) =>
      new RegExp(hostedZonePattern).test(value)
        ? undefined
        : {
            problem: 'not the id of a hosted zone.',
            cure: 'It starts with Z; `aws route53 list-hosted-zones` shows it.',
          },
  },
} satisfies Partial<Record<OptionName, Option>>;
