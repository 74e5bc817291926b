import { nameOf } from '../../engine/embedded/suites.ts';

/** The engines of the hosts: the oldest that the suite supports, Debian stable's, and the newest with a fixed version. */
export const docker20 = nameOf('docker', '20.10');
export const docker26 = nameOf('docker', '26.1');
export const docker28 = nameOf('docker', '28.5');
export const podman58 = nameOf('podman', '5.8');
