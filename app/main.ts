import { EnvironmentError } from './environment';

/**
 * `node server.js` serves; `node server.js migrate` brings the database's schema up to date and ends.
 * Each loads only what it needs.
 */
async function main(command: string | undefined): Promise<void> {
  if (command === undefined) await (await import('./serve')).serve();
  else if (command === 'migrate') await (await import('./migrate')).migrateCommand();
  else
    throw new EnvironmentError([`"${command}" is no command: there is migrate, or none to serve`]);
}

main(process.argv[2]).catch((error: unknown) => {
  // A wrong environment needs no stack.
  console.error(error instanceof EnvironmentError ? error.message : error);
  process.exit(1);
});
