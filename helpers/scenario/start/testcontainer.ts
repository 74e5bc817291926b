import type { GenericContainer } from 'testcontainers';
import { toolkit } from '../../engine/toolkit.ts';
import { LOG_DRIVER } from '../servers.ts';
import type { CreateOptions } from './create-options.ts';

type ScenarioContainer = new (
  image: string,
  options: CreateOptions,
  onCreated: (id: string) => void,
) => GenericContainer;

/** The class of testcontainers' container with additional create options; the toolkit loads its base class. */
export function scenarioContainer(): ScenarioContainer {
  return class extends toolkit().testcontainers.GenericContainer {
    private readonly onCreated: (id: string) => void;

    constructor(image: string, options: CreateOptions, onCreated: (id: string) => void) {
      super(image);
      this.onCreated = onCreated;
      this.networkMode = options.networkMode;
      this.createOpts.ExposedPorts = options.ExposedPorts;
      const LogConfig = { Type: LOG_DRIVER, Config: {} };
      Object.assign(this.hostConfig, { PortBindings: options.PortBindings, LogConfig }, options.names);
      if (options.hostname !== undefined) this.createOpts.Hostname = options.hostname;
      if (options.domainname !== undefined) this.createOpts.Domainname = options.domainname;
      if (options.CapAdd.length > 0) this.hostConfig.CapAdd = options.CapAdd;
      if (options.CapDrop.length > 0) this.hostConfig.CapDrop = options.CapDrop;
      if (Object.keys(options.sysctls).length > 0) this.hostConfig.Sysctls = { ...options.sysctls };
      if (options.usernsMode) this.hostConfig.UsernsMode = options.usernsMode;
      if (options.publishAll) this.hostConfig.PublishAllPorts = true;
      if (options.restart) this.hostConfig.RestartPolicy = { Name: options.restart };
      if (options.macAddress !== undefined) Object.assign(this.createOpts, { MacAddress: options.macAddress });
      if (Object.keys(options.endpoints).length > 0)
        this.createOpts.NetworkingConfig = { EndpointsConfig: options.endpoints };
    }

    protected override async containerCreated(id: string): Promise<void> {
      this.onCreated(id);
    }
  };
}
