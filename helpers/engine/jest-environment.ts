import { flushCompileCache } from 'node:module';
import Dockerode from 'dockerode';
import { TestEnvironment } from 'jest-environment-node';
import semver from 'semver';
import * as testcontainers from 'testcontainers';
import * as undici from 'undici';
import type { Toolkit } from './toolkit.ts';

/** Jest's environment for Node, with the modules that are slow to load in its globals. */
export default class EngineEnvironment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    const toolkit: Toolkit = { testcontainers, undici, Dockerode, semver };
    this.global['conformanceToolkit'] = toolkit;
  }

  override async teardown(): Promise<void> {
    // Node writes the compile cache at exit, for which Jest gives a worker half a second only
    flushCompileCache();
    await super.teardown();
  }
}
