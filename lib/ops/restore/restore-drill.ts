import { setTimeout as delay } from 'node:timers/promises';
import { identify, openAccount } from '../account';
import { duration } from '../ago';
import { explain } from '../aws-failure';
import { type Asker, requireConsent } from '../drill/consent';
import { until } from '../drill/until';
import type { EnvironmentName } from '../../infra/config';
import { copyName } from './copies';
import type { From, RestorableDatabase, Restoration } from './restorable';
import type { RestoreReport } from './report';

export interface RestoreOptions {
  readonly environment: EnvironmentName;
  readonly from: From;
  /** Nobody is asked. */
  readonly yes: boolean;
}

/** What the drill has to do with the world besides AWS. */
export interface RestoreSurroundings {
  readonly database: RestorableDatabase;
  readonly asker: Asker;
  say(text: string): void;
  /** How far it is: the last one is enough. */
  tick(text: string): void;
  /** Ctrl-C. */
  readonly interrupted: AbortSignal;
  readonly pollSeconds: number;
  /** That a restoration may take, and its removal. */
  readonly limitSeconds: number;
  /** That AWS may take to measure what came back. */
  readonly measureSeconds: number;
  /** That an interrupted drill tries to remove what it made. */
  readonly farewellSeconds: number;
}

/**
 * Makes a second database of what a restore would begin with, checks it, and removes it in any case.
 *
 * @returns what was found; undefined: Ctrl-C came before anything was made
 * @throws Failure nothing was made, and why
 */
export async function restoreDrill(
  { environment, from, yes }: RestoreOptions,
  world: RestoreSurroundings,
): Promise<RestoreReport | undefined> {
  const caller = await identify();
  const account = await openAccount(environment, caller);
  for (const name of await world.database.leftovers(account)) {
    world.say(`${name} is there from an earlier drill, and billed: remove it in RDS.`);
  }
  const copy = copyName(account);
  const restoration = await world.database.find(account, from, copy);
  world.say(
    `In account ${account.id}, ${account.region}, as ${caller.arn}, this drill will\n  - ${restoration.what}\n      Billed meanwhile: ${restoration.billed}.\n  - check it, and remove it again\n${account.name} itself is not touched.`,
  );
  if (!yes) await requireConsent(account.name, world.asker);
  if (world.interrupted.aborted) return undefined;

  const began = new Date();
  const found = await restoreAndCheck(restoration, began, world);
  const isRemoved = await remove(restoration, copy, world);
  return {
    format: 1,
    environment,
    account: account.id,
    region: account.region,
    runBy: caller.arn,
    database: account.name,
    copy,
    from,
    began: began.toISOString(),
    dataOf: restoration.dataOf.toISOString(),
    dataAgeSeconds: Math.round((began.getTime() - restoration.dataOf.getTime()) / 1000),
    ...found,
    isRemoved,
    removal: isRemoved ? [] : restoration.removal,
  };
}

async function restoreAndCheck(
  restoration: Restoration,
  began: Date,
  world: RestoreSurroundings,
): Promise<Pick<RestoreReport, 'result' | 'problem' | 'restoreSeconds' | 'checks'>> {
  const { pollSeconds, limitSeconds, interrupted } = world;
  const limit = AbortSignal.timeout(limitSeconds * 1000);
  const signal = AbortSignal.any([interrupted, limit]);
  let restoreSeconds: number | null = null;
  let last = '';
  try {
    await restoration.begin();
    await until(
      async () => {
        const { says, isUp } = await restoration.state();
        last = says;
        world.tick(`${duration((Date.now() - began.getTime()) / 1000)}: ${says}`);
        return isUp;
      },
      { pollSeconds, signal },
    );
    restoreSeconds = Math.round((Date.now() - began.getTime()) / 1000);
    world.say(`It is up after ${duration(restoreSeconds)}. Checking it.`);
    const patience = AbortSignal.any([
      interrupted,
      AbortSignal.timeout(world.measureSeconds * 1000),
    ]);
    const checks = await restoration.check({ pollSeconds, signal: patience });
    if (interrupted.aborted) return { result: 'interrupted', restoreSeconds, checks };
    const isBad = checks.some(({ result }) => result === 'failed');
    return { result: isBad ? 'failed' : 'passed', restoreSeconds, checks };
  } catch (error) {
    const common = { restoreSeconds, checks: [] };
    if (interrupted.aborted) return { result: 'interrupted', ...common };
    const explained = explain(error);
    const problem = limit.aborted
      ? `It was not up after ${duration(limitSeconds)}: ${last}.`
      : explained instanceof Error
        ? explained.message
        : String(explained);
    return { result: 'failed', problem, ...common };
  }
}

/**
 * AWS does not remove what it is still making: it is asked until it does, but after Ctrl-C not for long.
 * Of what was never made it says that it is gone.
 */
async function remove(
  restoration: Restoration,
  copy: string,
  world: RestoreSurroundings,
): Promise<boolean> {
  const { pollSeconds, limitSeconds, farewellSeconds, interrupted } = world;
  const start = Date.now();
  world.say(`Removing ${copy}.`);
  for (;;) {
    try {
      const state = await restoration.remove();
      // Who pressed Ctrl-C need not see it go.
      if (state === 'gone' || (state === 'going' && interrupted.aborted)) return true;
      world.tick(`${copy} is being removed.`);
    } catch (error) {
      world.tick(`Not yet: ${error instanceof Error ? error.message : String(error)}`);
    }
    const patience = interrupted.aborted ? farewellSeconds : limitSeconds;
    if (Date.now() - start > patience * 1000) return false;
    await delay(pollSeconds * 1000);
  }
}
