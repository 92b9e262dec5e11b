import { type Environment, type Values, type Variable } from '../environment';
import { KeyRing } from './key-ring';

const sessionKeys: Variable<string> = {
  meaning: 'the key ring: JSON, from names to secrets',
  read: (value) => {
    try {
      KeyRing.parse(value);
    } catch (error) {
      throw new Error(`is no key ring: it ${(error as Error).message}`, { cause: error });
    }
    return value;
  },
  neededWhen: (environment: Environment) => !environment['SESSION_KEYS_SECRET_ARN'],
};

const secretArn: Variable<string> = {
  meaning: 'the secret of Secrets Manager that holds the key ring',
  read: (value) => {
    if (!/^arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:[^:]+$/.test(value)) {
      throw new Error(
        'must be like arn:aws:secretsmanager:eu-central-1:123456789012:secret:keys-a1B2c3',
      );
    }
    return value;
  },
  default: '',
};

/** What the server must be told to have the keys of its sessions: one of the two. */
export const keysEnvironment = {
  SESSION_KEYS: sessionKeys,
  SESSION_KEYS_SECRET_ARN: secretArn,
};

export type KeysConfig = Values<typeof keysEnvironment>;
