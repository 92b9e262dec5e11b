/** Choices that are fine each by itself, but not together. */
import { optionNames } from './option';
import type { Choice, OptionName, Refusal } from './option';
import { options } from './options';

/** Answers so far, by option; flags that were not given are absent. */
type Chosen = Readonly<Partial<Record<OptionName, unknown>>>;

interface Contradiction extends Refusal {
  /** To change one of them is the cure. */
  readonly options: readonly OptionName[];
}

export function contradiction(chosen: Chosen): Contradiction | undefined {
  for (const name of optionNames) {
    const choice = choicesOf(name).find(({ value }) => value === chosen[name]);
    if (!choice?.notWith || !clashes(choice, chosen)) continue;
    const { option: other, value, why } = choice.notWith;
    const free = choicesOf(name).filter((one) => !clashes(one, chosen));
    return {
      problem: `--${other} ${value} and --${name} ${choice.value}: ${why}.`,
      cure: `Choose --${name} ${free.map((one) => one.value).join(' or ')}, or another --${other}.`,
      options: [other, name],
    };
  }
  return undefined;
}

/** The choices of an option that go with what is chosen already. */
export function possibleChoices(name: OptionName, chosen: Chosen): readonly Choice[] {
  return choicesOf(name).filter(({ value }) => !contradiction({ ...chosen, [name]: value }));
}

function choicesOf(name: OptionName): readonly Choice[] {
  const option = options[name];
  return option.kind === 'choice' ? option.choices : [];
}

function clashes({ notWith }: Choice, chosen: Chosen): boolean {
  return notWith !== undefined && chosen[notWith.option] === notWith.value;
}
