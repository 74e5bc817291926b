import { toolkit } from './toolkit.ts';

/** semver for spec files: jest.config.ts maps its name to what the test process has loaded once, of 45 files. */
export default toolkit().semver;
