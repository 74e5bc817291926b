import { currentRun, labelsOf } from '../../engine/run.ts';
import { imageInScript, roleImages } from '../../images/roles.ts';
import { type FileParts, wholeFile, withValues } from '../compose/file.ts';
import { type ServiceServer, serverInFile, serverOfService } from '../compose/server.ts';
import { BY_ID, serverInScript } from '../compose/server-in-script.ts';
import { yaml } from '../compose/yaml.ts';
import type { ComposeDeclaration, ComposeFile, ComposeService } from '../declare/compose.ts';
import type { NetworkDeclaration } from '../declare/network.ts';
import { documentedOptions } from '../network-options.ts';
import type { ServerPorts } from '../ports.ts';
import type { RunningNetwork } from './network.ts';

/** What the Compose file of a project is made of. */
export interface ProjectFileStart {
  /** Its name in the scenario. */
  readonly name: string;
  /** Its name on the engine. */
  readonly engineName: string;
  readonly declaration: ComposeDeclaration;
  /** What `${PORT}` and the others stand for. */
  readonly values: FileParts['values'];
  /** The ports of its servers on the host's network. */
  readonly hostPorts: Required<ServerPorts>;
  /** The networks of the scenario that it joins. */
  readonly external: ReadonlyMap<NetworkDeclaration, RunningNetwork>;
}

/** The parts of a Compose file that replace those of the same names; the others stay. */
export type ComposeChange = Partial<ComposeFile>;

/** The Compose file of a project as it is now: what its names stand for on the engine, and how it is written. */
export class ProjectFile {
  private readonly started: ProjectFileStart;
  private current: ComposeFile;

  constructor(started: ProjectFileStart) {
    this.started = started;
    this.current = started.declaration.file;
  }

  get services(): ComposeFile['services'] {
    return this.current.services;
  }

  get networks(): NonNullable<ComposeFile['networks']> {
    return this.current.networks ?? {};
  }

  change({ services, networks }: ComposeChange): void {
    const { current } = this;
    this.current = {
      services: { ...current.services, ...services },
      ...(current.networks || networks ? { networks: { ...current.networks, ...networks } } : {}),
    };
  }

  /** A host port or the like that it names: `valueOf('PORT')`. */
  valueOf(name: string): string {
    return withValues(`\${${name}}`, this.started.values);
  }

  /** The name on the engine of one of its networks. */
  networkName(name: string): string {
    const given = this.networks[name]?.name;
    return given === undefined ? `${this.started.engineName}_${name}` : withValues(given, this.started.values);
  }

  /** The same for an external one, too. */
  nameOnEngine(name: string): string {
    const external = this.externalOf(name);
    return external ? external.engineName : this.networkName(name);
  }

  /** The network of the scenario that one of its networks is; undefined for one that it creates. */
  externalOf(name: string): RunningNetwork | undefined {
    const { external } = this.networks[name] ?? {};
    return typeof external === 'object' ? this.externalNetwork(external) : undefined;
  }

  /** The names on the engine of the networks that it creates. */
  get networkNames(): string[] {
    const own = Object.keys(this.networks).filter((name) => this.networks[name]?.external === undefined);
    return [...new Set(['default', ...own])].map((name) => this.networkName(name));
  }

  private externalNetwork(declared: NetworkDeclaration): RunningNetwork {
    const found = this.started.external.get(declared);
    if (!found) throw new Error(`the project ${this.started.name} was not started with that network`);
    return found;
  }

  serverOf(service: string, file: ComposeFile = this.current): ServiceServer {
    return serverOfService(file, service, this.started.engineName, this.started.hostPorts);
  }

  /** As Docker Compose gets it: JSON, which is YAML. */
  asInput(): string {
    return JSON.stringify(wholeFile(this.current, this.parts()));
  }

  /** As the scenario declares it; `later` where a behaviour brings it up. */
  get atStart(): Pick<ComposeDeclaration, 'file' | 'later'> {
    return this.started.declaration;
  }

  get now(): ComposeFile {
    return this.current;
  }

  /** As it is in a script, in which the containers of some services answer with their IDs. */
  inScript(file: ComposeFile, severalOf: ReadonlySet<string>): string {
    const { name: project, values } = this.started;
    const identityOf = (service: string): string => (severalOf.has(service) ? BY_ID : `${project}-${service}-1`);
    const whole = wholeFile(file, {
      ...this.parts(),
      values: { ...values, PROJECT: `repro-${project.toLowerCase()}` },
      image: imageInScript,
      server: (name, service) => serverInScript(identityOf(name), this.serverOf(name, file), service),
      nameOf: (declared) => `repro-${this.externalNetwork(declared).name.toLowerCase()}`,
      labels: {},
    });
    return yaml(whole);
  }

  private parts(): FileParts {
    return {
      values: this.started.values,
      image: (role) => roleImages()[role].reference,
      server: (name, service) => ({ ...serverInFile(this.serverOf(name)), ...usernsOf(service) }),
      nameOf: (declared) => this.externalNetwork(declared).engineName,
      driverOptions: documentedOptions(),
      labels: labelsOf(currentRun()),
    };
  }
}

/** With user namespaces, the engine refuses the network of the host to containers that have one of their own. */
function usernsOf({ network_mode: mode }: ComposeService): object {
  return mode === 'host' && currentRun().engine.settings.usernsRemap ? { userns_mode: 'host' } : {};
}
