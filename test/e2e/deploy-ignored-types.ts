/**
 * Resource types that the emulator passes over, with what a deployment into it therefore doesn't show.
 * Everything else of the templates is made, as far as moto keeps it.
 */
export const ignoredTypes: Readonly<Record<string, string>> = {
  'AWS::Logs::QueryDefinition': 'queries kept for the console, which nothing else refers to',
};
