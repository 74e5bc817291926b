import { toolkit } from './toolkit.ts';

/** dockerode for spec files: jest.config.ts maps its name to the class that the test process has loaded once. */
export default toolkit().Dockerode;
