import { allSetupNames, resources, templatesOf } from './templates';

/** The most characters of a name that starts with the environment's, where AWS takes more than 63. */
const longer: Readonly<Record<string, number>> = {
  AlarmName: 255,
  AutoScalingGroupName: 255,
  BudgetName: 100,
  DashboardName: 255,
  LogGroupName: 512,
  Namespace: 255,
  'AWS::Logs::QueryDefinition Name': 255,
  'AWS::WAFv2::WebACL Name': 128,
};

/** Where the names of load balancers and target groups would be, were they not made by AWS. */
const shorter = /^AWS::ElasticLoadBalancingV2::/;

const longest = 'a'.repeat(31);

/** Every property, at whatever depth, that names something after the environment. */
function names(value: unknown, key = ''): [string, string][] {
  if (typeof value === 'string') {
    return /(?:Name|Namespace|Id|Identifier)$/.test(key) ? [[key, value]] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => names(item, key));
  return Object.entries(value).flatMap(([inner, item]) => names(item, inner));
}

test.each(allSetupNames)('AWS takes the names of %s, however long the project’s is', (setup) => {
  const { network, data, web, firewall } = templatesOf(setup);
  const templates = [network, data, web, ...(firewall === undefined ? [] : [firewall])];
  const tooLong = resources(templates).flatMap(({ Type, Properties }) =>
    names(Properties).flatMap(([key, value]) => {
      const name = value.replaceAll(/\b(?:app|a{31})-(dev|prod)\b/g, `${longest}-$1`);
      if (!name.includes(longest)) return [];
      const most = shorter.test(Type) ? 32 : (longer[`${Type} ${key}`] ?? longer[key] ?? 63);
      return name.length > most ? [`${Type} ${key}: ${value}`] : [];
    }),
  );
  expect(tooLong).toEqual([]);
});
