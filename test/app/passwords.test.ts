import { createPasswords } from '../../app/accounts/passwords';

const passwords = createPasswords();

/** CPU time in ms, on all threads: unlike the clock, it doesn't depend on who else is busy. */
async function cost(task: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe('a password', () => {
  it('is known by its hash, and no other is', async () => {
    const hash = await passwords.hash('correct horse battery');
    expect(await passwords.verify('correct horse battery', hash)).toBe(true);
    expect(await passwords.verify('correct horse batterz', hash)).toBe(false);
  });

  it('has another hash each time', async () => {
    expect(await passwords.hash('same same same')).not.toBe(await passwords.hash('same same same'));
  });

  it('is verified by the parameters in the hash, so that they can be raised', async () => {
    // Made by: scryptSync('old password', 'salt', 32, { N: 1024, r: 8, p: 1 })
    const old = '$scrypt$ln=10,r=8,p=1$c2FsdA$6KWDSVsqnD2gLf9clzZ2QI5Mkx3egJjT1KdsImV5H4s';
    expect(await passwords.verify('old password', old)).toBe(true);
    expect(await passwords.verify('new password', old)).toBe(false);
  });

  it('costs as much to check for nobody as for somebody', async () => {
    const hash = await passwords.hash('correct horse battery');
    const somebody = await cost(() => passwords.verify('wrong', hash));
    const nobody = await cost(() => passwords.verify('wrong', undefined));
    expect(nobody / somebody).toBeGreaterThan(0.5);
    expect(await passwords.verify('wrong', undefined)).toBe(false);
  });

  it('is refused rather than queued without end when very many come at once', async () => {
    const cheap = '$scrypt$ln=10,r=8,p=1$c2FsdA$6KWDSVsqnD2gLf9clzZ2QI5Mkx3egJjT1KdsImV5H4s';
    const many = Array.from({ length: 40 }, () => passwords.verify('wrong', cheap));
    const refused = (await Promise.allSettled(many)).filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(40 - 22);
    expect(await passwords.verify('wrong', cheap)).toBe(false);
  });
});
