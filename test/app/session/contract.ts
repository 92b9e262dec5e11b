import type { CarrierUnderTest } from './carrier-under-test';
import { concurrency } from './contract/concurrency';
import { lifetimes } from './contract/lifetimes';
import { limits } from './contract/limits';
import { listing } from './contract/listing';
import { refusals } from './contract/refusals';
import { saving } from './contract/saving';
import { secrecy } from './contract/secrecy';
import { signingIn } from './contract/signing-in';
import { signingOut } from './contract/signing-out';
import { values } from './contract/values';
import { Fleet } from './fleet';

/**
 * What every carrier promises, and what it promises beyond that by its table of capabilities. Run for
 * each carrier, against its real store.
 * @param open a carrier that is revocable `within minutes` must be so within a few seconds here
 */
export function sessionContract(name: string, open: () => Promise<CarrierUnderTest>): void {
  describe(`the session contract, by ${name}`, () => {
    const fleet = new Fleet(open);

    beforeAll(() => fleet.start());

    afterAll(() => fleet.stop());

    describe('a session', () => values(fleet));
    describe('what it refuses', () => refusals(fleet));
    describe('its size', () => limits(fleet));
    describe('saving', () => saving(fleet));
    describe('signing in', () => signingIn(fleet));
    describe('signing out', () => signingOut(fleet));
    describe('time', () => lifetimes(fleet));
    describe('many at once', () => concurrency(fleet));
    describe('the list of sessions', () => listing(fleet));
    describe('the token', () => secrecy(fleet));
  });
}
