/** `schema --json`: the options in JSON Schema's terms, for programs that choose for their users. */
import { exitCodes } from './exit-codes';
import { optionNames } from './option';
import type { Option, OptionName } from './option';
import { flagForm, options } from './options';

export function schema(version: string): object {
  const described = optionNames.filter((name) => name !== 'help' && name !== 'version');
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'create-stateless-app',
    version,
    type: 'object',
    required: ['name'],
    additionalProperties: false,
    properties: Object.fromEntries(described.map((name) => [name, property(name)])),
    dependentRequired: Object.fromEntries(
      described.flatMap((name) => {
        const { needs } = options[name];
        return needs ? [[name, [needs.option]]] : [];
      }),
    ),
    allOf: [...contradictions(), ...needed(described)],
    exitCodes: Object.fromEntries(exitCodes.map(({ code, meaning }) => [code, meaning])),
  };
}

function property(name: OptionName): object {
  const option = options[name];
  return {
    ...types(option),
    description: option.help,
    flag: flagForm(name),
    ...(option.default !== undefined && { default: option.default }),
    ...(option.excludes && {
      excludes: Object.fromEntries(
        option.excludes.map(({ option: other, value }) => [other, value]),
      ),
    }),
  };
}

function types(option: Option): object {
  if (option.kind === 'switch') return { type: 'boolean' };
  if (option.kind === 'text') return { type: 'string', pattern: option.pattern };
  return {
    enum: option.choices.map(({ value }) => value),
    // As editors read it: a text for each value, in their order.
    enumDescriptions: option.choices.map(({ help }) => help),
    planned: option.planned,
  };
}

/** Options that want another to have one value. */
function needed(names: readonly OptionName[]): object[] {
  return names.flatMap((name) => {
    const { needs } = options[name];
    if (needs?.value === undefined) return [];
    return [
      {
        if: { required: [name] },
        then: { properties: { [needs.option]: { const: needs.value } } },
      },
    ];
  });
}

/** Pairs of values that are refused. */
function contradictions(): object[] {
  return optionNames.flatMap((name) => {
    const option = options[name];
    if (option.kind !== 'choice') return [];
    return option.choices.flatMap(({ value, notWith }) => {
      if (!notWith) return [];
      const pair = { [notWith.option]: { const: notWith.value }, [name]: { const: value } };
      return [{ not: { properties: pair, required: Object.keys(pair) }, description: notWith.why }];
    });
  });
}
