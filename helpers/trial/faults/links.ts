import { addAlias, always, atCreate, deletedRules, endpointsOf, keptRule } from './alter.ts';
import { namesLeftInHosts } from './altered-names.ts';
import { type AnyFault, apiFault, ignoredOption, labFault } from './fault.ts';
import { OTHER_WAYS } from './let-through.ts';

/** The id of the run in the name of a container, as a format of `docker inspect`. */
const RUN = '{{index (split .Name "-") 1}}';

/** Prints the rules of the link to db at its first address, in specs/links/icc-off.spec.ts. */
const LINK_RULES = 'iptables -S DOCKER | grep -e 172.17.0.2/32 | grep -e "--[ds]port 15432"';

export const links: readonly AnyFault[] = [
  apiFault({
    name: 'links are dropped',
    breaks: ['link'],
    request: atCreate((body) => {
      delete body.HostConfig.Links;
      for (const endpoint of endpointsOf(body)) delete endpoint.Links;
    }),
  }),
  apiFault({
    name: 'a container has an entry in /etc/hosts for the container with a link to it',
    mustFail: ['links.one-way'],
    request: atCreate((body, name) => {
      if (name !== 'db') return;
      // the prefix of all names in the scenario is not in the body, but the identity is
      const identity = String(body.Env).match(/(dnc-[\w-]+)-db\b/)?.[1];
      body.HostConfig.ExtraHosts = [`${identity}-linked:127.0.0.1`];
    }),
  }),
  apiFault({
    name: 'the alias of a link resolves on the whole network',
    mustFail: ['links.user-defined'],
    request: atCreate((body, name, unique) => {
      if (name === 'named') addAlias(body, unique('linked'));
    }),
  }),
  ignoredOption('--icc', {
    mustFail: ['links.icc-off', 'links.opens-restarted', 'links.former-address', 'links.removed'],
  }),
  ...Object.entries(OTHER_WAYS).map(([way, packets]) =>
    labFault({
      name: `${way} pass between containers of an engine with --icc=false`,
      mustFail: ['links.icc-off', 'links.former-address', 'links.removed'],
      chapters: ['links'],
      script: always(
        [packets, '-m conntrack --ctstate ESTABLISHED,RELATED']
          .map((match) => keptRule('iptables', '', 'DOCKER-USER', `-i docker0 -o docker0 ${match}`))
          .join('\n'),
      ),
    }),
  ),
  labFault({
    name: 'the rules of links are lost',
    mustFail: ['links.icc-off', 'links.opens-restarted', 'links.former-address', 'links.removed'],
    script: always(deletedRules('iptables', '', 'DOCKER', '-e "--[ds]port 15432"')),
  }),
  labFault({
    name: 'the rules of a link stay once its container is stopped',
    mustFail: ['links.former-address'],
    script: always(
      [
        `[ -s /run/rules ] || ${LINK_RULES} >/run/rules`,
        `docker ps --format "{{.Names}}" | grep -q -e "-client$" || while read -r rule; do ${LINK_RULES} | grep -qxFe "$rule" || iptables $rule; done </run/rules`,
      ].join('\n'),
    ),
  }),
  labFault({
    name: 'the names of a link keep the address of a stopped container',
    mustFail: ['links.follow-restart'],
    // one of two addresses of a name
    script: namesLeftInHosts('client', ['db'], 'database'),
  }),
  labFault({
    name: 'the name of a removed link stays in /etc/hosts',
    mustFail: ['links.removed'],
    script: namesLeftInHosts('client', ['other'], `passing-${RUN}`),
  }),
  labFault({
    name: 'the name of the container of a removed link stays in /etc/hosts',
    mustFail: ['links.removed'],
    script: namesLeftInHosts('client', ['other']),
  }),
];
