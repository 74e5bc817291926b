import { fileURLToPath } from 'node:url';

/** The folder that the suite is in: a clone of its repository, or the built part of its package. */
export const SUITE_FOLDER = fileURLToPath(new URL('../../', import.meta.url));

/** Whether this is the package, which has JavaScript and no unit tests, and not a clone. */
export const IN_PACKAGE = import.meta.url.endsWith('.js');
