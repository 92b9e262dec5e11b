/**
 * Characters. ASVS 5.0 6.2.1 asks for at least 8 and recommends 15; 6.2.9 for at least 64 to be
 * allowed. The upper limit keeps a request from buying a long hash.
 */
export const PASSWORD_LENGTH = { min: 12, max: 128 };

/** RFC 5321 allows a path of 256, with the brackets around it. */
export const EMAIL_LENGTH = 254;
