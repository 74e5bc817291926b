import { contextEndpoint, contextNames, dockerFolder, isContext } from './docker-context.ts';
import { suiteNamed } from './embedded/suites.ts';
import { type Endpoint, isSsh, parseDockerHost } from './endpoint.ts';
import { sshArguments } from './ssh-tunnel.ts';
import { unknownName } from './suggest.ts';
import { UserError } from './user-error.ts';

/** Before the name of a Docker context. */
const CONTEXT = 'context:';

/** The forms of an engine's name that is not embedded, for usage texts. */
export const LOCATIONS = 'context:NAME, ssh://…, tcp://… or unix://…';

/** The longest name of an engine. */
const NAME_LIMIT = 300;

/** Whether `--engine` names an engine by where it is, a Docker context or an address, and not an embedded one. */
export function isLocation(name: string): boolean {
  return name.startsWith(CONTEXT) || /^[a-z]+:\/\//.test(name);
}

/**
 * Checks an `--engine` value: an embedded engine, a Docker context of this user, or an address. Nothing is connected to.
 * Throws a UserError.
 */
export function checkEngineName(name: string): void {
  if (name.length > NAME_LIMIT || /[\p{Cc}\p{Cf}]/u.test(name))
    throw new UserError(
      `An engine's name is longer than ${NAME_LIMIT} characters, or cannot be printed: name an embedded engine, ${LOCATIONS}.`,
    );
  if (isContext(name) && !isLocation(name))
    throw new UserError(`There is no engine "${name}": did you mean the Docker context, ${CONTEXT}${name}?`);
  if (isLocation(name)) endpointNamed(name);
  else suiteNamed(name);
}

/**
 * The endpoint of an engine that is named by where it is. Throws a UserError where there is no such context, or for a
 * malformed address.
 */
export function endpointNamed(name: string): Endpoint {
  if (!name.startsWith(CONTEXT)) return addressNamed(name);
  const context = name.slice(CONTEXT.length);
  if (context === 'default')
    throw new UserError(
      'The Docker context "default" stands for DOCKER_HOST or the usual socket: name that address, or leave out the engine.',
    );
  if (!isContext(context))
    throw new UserError(
      unknownName('Docker context', context, contextNames(), `docker context ls lists those in ${dockerFolder()}`),
    );
  return { ...contextEndpoint(context), named: name };
}

function addressNamed(name: string): Endpoint {
  const where = '--engine';
  if (URL.canParse(name) && new URL(name).password !== '')
    throw new UserError(
      `The address of an engine at ${new URL(name).host} has a password, which would be in the results: leave it out, and give ssh a key.`,
    );
  if (isSsh(name)) sshArguments(new URL(name), where);
  else parseDockerHost(name, where);
  const { DOCKER_TLS_VERIFY, DOCKER_CERT_PATH } = process.env;
  // as for DOCKER_HOST
  const certPath = DOCKER_TLS_VERIFY && name.startsWith('tcp:') ? DOCKER_CERT_PATH || dockerFolder() : undefined;
  return { dockerHost: name, source: name, named: name, ...(certPath ? { certPath } : {}) };
}
