import { flatten, resources, theOne } from './templates';
import type { Properties, Template } from './templates';

/** The alarms of one tier by the ends of their names: `servers-cpu`. */
export function alarmsOf(web: Template, tier: string): Record<string, Properties> {
  const all = resources(web, 'AWS::CloudWatch::Alarm').map(
    ({ Properties }): [string, Properties] => [
      Properties['AlarmName'].replace(/^.*?-(dev|prod)-/, ''),
      Properties,
    ],
  );
  return Object.fromEntries(all.filter(([name]) => name.startsWith(`${tier}-`)));
}

/** The dashboard's text and the titles of its widgets. */
export function dashboard(web: Template): { body: string; titles: string[] } {
  const body = flatten(theOne(web, 'AWS::CloudWatch::Dashboard').Properties['DashboardBody']);
  const { widgets } = JSON.parse(body);
  return { body, titles: widgets.map((widget: Properties) => widget['properties'].title) };
}
