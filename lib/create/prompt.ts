/** Asks at the terminal what no flag has answered. */
import * as clack from '@clack/prompts';
import { makesSense, unanswered, refuse } from './answers';
import type { Arguments, GivenFlags } from './arguments';
import { possibleChoices } from './contradictions';
import { Failure } from './failure';
import { interrupted } from './interruption';
import { optionNames } from './option';
import type { OptionName } from './option';
import { options } from './options';

/**
 * @param suggest what to put into the field of an answer, for Enter to take
 * @throws Failure (interrupted) on Ctrl-C, Failure (usage) when the input ends.
 */
export async function ask(
  args: Arguments,
  title: string,
  suggest: (name: OptionName) => Promise<string | undefined>,
): Promise<Arguments> {
  const questions = unanswered(args).filter(hasAlternatives);
  if (questions.length === 0) return args;
  const given: GivenFlags = { ...args.given };
  // A terminal that does not know its size says 0, and clack would wrap after each letter.
  process.stdout.columns ||= 80;
  process.stdout.rows ||= 24;
  const inputEnded = endOfInput();
  clack.intro(title);
  for (const name of questions) {
    if (!makesSense(name, given)) continue;
    const suggestion = await suggest(name);
    const answer = await Promise.race([put(name, given, suggestion), inputEnded]);
    if (clack.isCancel(answer)) {
      clack.cancel('Stopped.');
      throw interrupted();
    }
    if (typeof answer !== 'symbol' && answer !== undefined && answer !== '') given[name] = answer;
  }
  clack.outro('That is all.');
  return { ...args, given };
}

/** With one choice there is nothing to ask. */
function hasAlternatives(name: OptionName): boolean {
  const option = options[name];
  return option.kind !== 'choice' || option.choices.length > 1;
}

/** Whether an answer that stands already makes no sense without this one. */
function isNeeded(name: OptionName, given: GivenFlags): boolean {
  return optionNames.some(
    (other) => given[other] !== undefined && options[other].needs?.option === name,
  );
}

/** @param given the answers so far: they decide what can still be chosen, and what may stay empty */
function put(
  name: OptionName,
  given: GivenFlags,
  suggestion: string | undefined,
): Promise<string | boolean | symbol | undefined> {
  const option = options[name];
  const message = option.question ?? name;
  if (option.kind === 'switch') return clack.confirm({ message, initialValue: option.default });
  if (option.kind === 'choice') {
    return clack.select({
      message,
      initialValue: option.default,
      options: possibleChoices(name, given).map(({ value, help }) => ({
        value,
        label: value,
        hint: help,
      })),
    });
  }
  return clack.text({
    message,
    placeholder: option.default ?? option.placeholder,
    ...(suggestion !== undefined && { initialValue: suggestion }),
    ...(option.default && { defaultValue: option.default }),
    validate: (value = '') => {
      const mayBeEmpty =
        option.default !== undefined || (option.optional && !isNeeded(name, given));
      if (value === '' && mayBeEmpty) return undefined;
      const refusal = refuse(name, value);
      return refusal && `${refusal.problem} ${refusal.cure}`;
    },
  });
}

/** A terminal that goes away answers nothing more; without this the process would just end. */
function endOfInput(): Promise<never> {
  return new Promise((_, reject) => {
    process.stdin.once('end', () =>
      reject(
        new Failure(
          'usage',
          'The input ended before every question was answered.',
          'Give the answers as flags, or add --yes.',
        ),
      ),
    );
  });
}
