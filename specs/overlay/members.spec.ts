import {
  arrivedAt,
  behaviour,
  closedTo,
  countIncomingAt,
  describe,
  engineAt,
  eventually,
  expect,
  expectingNoAnswer,
  fact,
  from,
  interfaceOn,
  nonEmpty,
  notEncrypted,
  openTo,
  scenario,
  sharedProbes,
  required,
  reported,
  untilNamesResolve,
  upstreamName,
  VXLAN_IDS,
  vxlanIdOf,
  vxlanOf,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/overlay/';
const needs = ['two-engine-hosts'] as const;

describe('Overlay networks, their swarm nodes and a LAN host outside the swarm', () => {
  const world = scenario(({ engineHost, network, nginx, lanHost }) => {
    const [manager, worker] = [engineHost(), engineHost()];
    const nodes = { driver: 'overlay', across: [manager, worker] } as const;
    const overlay = network(nodes);
    const internal = network({ ...nodes, internal: true, options: { [VXLAN_IDS]: '7340031' } });
    const encrypted = network({ ...nodes, internal: true, options: { [VXLAN_IDS]: '7340032', encrypted: '' } });
    const lan = lanHost();
    return {
      manager,
      worker,
      overlay,
      internal,
      encrypted,
      inOverlay: nginx({ at: manager, on: overlay, dns: [lan] }),
      peer: nginx({ at: manager, on: overlay }),
      visitor: nginx({ at: worker, on: overlay }),
      here: nginx({ at: manager, on: internal, dns: [lan], alsoOn: [{ on: encrypted }] }),
      there: nginx({ at: worker, on: internal, alias: 'there', dns: [lan], alsoOn: [{ on: encrypted }] }),
      // it sends nothing, so that all that arrives is from others
      quiet: nginx({ at: manager, on: encrypted }),
      lanHost: lan,
    };
  });

  /** What a LAN host needs to know to inject frames for a container on the manager node. */
  const tunnelTo = async ({ name, address, endpoint }: typeof world.quiet, network: typeof world.overlay) => ({
    id: await vxlanIdOf(network),
    host: required('address of the manager', world.manager.lab?.nic.address),
    address: address.replace(/\d+$/, '250'),
    peer: { address, mac: reported(`the MAC address of ${name} in inspect`, endpoint?.MacAddress) },
  });
  const probes = sharedProbes({
    injected: async () =>
      from(world.lanHost).reachThrough(await tunnelTo(world.inOverlay, world.overlay), world.inOverlay),
  });

  behaviour(
    'overlay.leaves-worker',
    'A worker node lists an overlay network only while a container on it runs there',
    { docs, needs, why: 'Networks that worker nodes never drop pile up and keep addresses and VXLAN IDs.' },
    async () => {
      const { manager, worker, overlay, visitor } = world;
      const networksAt = async (host: typeof manager) => (await engineAt(host).networks()).map(({ Name }) => Name);
      fact('the networks of the worker node with the container', await networksAt(worker)).includes(overlay.engineName);
      await visitor.remove();
      const left = await eventually(
        () => networksAt(worker),
        (networks) => !networks.includes(overlay.engineName),
      );
      fact('the networks of the worker node without the container', left).excludes(overlay.engineName);
      fact('the networks of the manager node', await networksAt(manager)).includes(overlay.engineName);
    },
  );

  behaviour(
    'overlay.mtu',
    'The interfaces on an overlay network have an MTU of 1450, which leaves 50 bytes to the VXLAN header',
    {
      docs: 'https://docs.docker.com/engine/swarm/networking/',
      needs,
      why: 'Large packets between hosts are fragmented or lost: small requests succeed, and large ones stall.',
    },
    async () => {
      const { inOverlay, overlay, there, internal } = world;
      fact('the MTU of the interface on the overlay network', (await interfaceOn(inOverlay, overlay)).mtu).is(1450);
      fact('the MTU of the one on the worker node', (await interfaceOn(there, internal)).mtu).is(1450);
    },
  );

  behaviour(
    'overlay.injection',
    'An unencrypted overlay network accepts VXLAN frames from any host that can send to the VXLAN port',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/overlay/#encryption',
      why: 'Users who take an unencrypted overlay network for protected open its containers to every host on the link.',
      needs: [...needs, 'lab'],
      relies: ['vxlan', 'overlay-peers'],
      security: openTo('a LAN host', 'a container on an unencrypted overlay network by sending VXLAN frames'),
    },
    async () => {
      const { inOverlay, peer } = world;
      await expect(from(peer).get(inOverlay.url)).toBeAnsweredBy(inOverlay);
      await expect(probes.injected).toBeOpen();
    },
  );

  behaviour(
    'overlay.encrypted-injection',
    'An encrypted overlay network drops VXLAN frames that are not encrypted',
    {
      docs: 'https://github.com/moby/moby/security/advisories/GHSA-232p-vwff-86mp',
      needs: [...needs, 'lab'],
      relies: ['vxlan', 'overlay-peers'],
      why: 'Any host that can send to the VXLAN port sends packets to the containers of an encrypted network.',
      security: closedTo('a LAN host', 'a container on an encrypted overlay network by sending VXLAN frames'),
    },
    async () => {
      const { quiet, here, encrypted, lanHost } = world;
      await expect(probes.injected).toBeOpen();
      const injected = await from(lanHost).reachThrough(await tunnelTo(quiet, encrypted), quiet, expectingNoAnswer);
      // a reply would be encrypted, and lost: what has arrived counts
      fact('the ways by which packets arrive at the container', await arrivedAt(quiet)).is([]);
      await expect(injected).toBeClosed({ control: from(here).reach(quiet) });
    },
  );

  behaviour(
    'overlay.internal',
    'An internal overlay network connects containers on different hosts, and has no route to LAN hosts',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/create/#internal',
      needs: [...needs, 'lab'],
      relies: ['vxlan', 'gossip', 'overlay-peers'],
      controlsRely: ['gwbridge-egress'],
      why: 'A database that was to have no way out of its network sends data anywhere.',
      security: closedTo('a container on an internal overlay network', 'LAN hosts'),
    },
    async () => {
      const { here, there, inOverlay, lanHost } = world;
      await untilNamesResolve([here, 'there']);
      const [across, out, outOfWorker, control] = await Promise.all([
        from(here).reach(there),
        from(here).reach(lanHost, expectingNoAnswer),
        from(there).reach(lanHost, expectingNoAnswer),
        from(inOverlay).reach(lanHost),
      ]);
      await expect(across).toBeOpen();
      await expect(out).toHaveNoRoute({ control });
      await expect(outOfWorker).toHaveNoRoute({ control });
    },
  );

  behaviour(
    'overlay.internal-not-forwarded',
    'On an internal overlay network, external names get SERVFAIL, and no DNS query for them is forwarded',
    {
      docs: 'https://docs.docker.com/engine/network/dns/#internal-networks',
      needs: [...needs, 'lab'],
      relies: ['embedded-dns', 'gwbridge-egress'],
      why: 'Data leaves a network that was cut off on purpose, hidden in DNS queries (CVE-2024-29018).',
      security: closedTo('a container on an internal overlay network', 'upstream DNS servers'),
    },
    async () => {
      const { here, there, inOverlay, lanHost } = world;
      const leakFrom = async (answeredBy: typeof here) => {
        const [name, control] = await Promise.all([
          from(answeredBy).lookup(upstreamName('leak')),
          from(answeredBy).get(answeredBy.url),
        ]);
        return { name, control, answeredBy };
      };
      const [outward, ...leaks] = await Promise.all([
        from(inOverlay).lookup(upstreamName('ordinary')),
        leakFrom(here),
        leakFrom(there),
      ]);
      await expect(outward).toResolveTo(lanHost);
      for (const { name, ...control } of nonEmpty('the containers', leaks))
        await expect(name).toBeUnresolved(control, 'SERVFAIL');
      const queries = async (label: string) => from(lanHost).queriesFor(upstreamName(label));
      fact('the queries to the upstream DNS server from an ordinary network', await queries('ordinary')).includes(
        'A over UDP',
      );
      fact('the queries to the upstream DNS server from the internal network', await queries('leak')).is([]);
    },
  );

  behaviour(
    'overlay.encrypted-or-nothing',
    'Packets of an encrypted overlay network are never sent unencrypted between hosts',
    {
      docs: 'https://github.com/moby/moby/security/advisories/GHSA-33pg-m6jh-5237',
      needs: [...needs, 'lab'],
      relies: ['overlay-encryption', 'vxlan', 'gossip'],
      why: 'Everybody on the link reads what users encrypted, and the engine reports nothing.',
      security: closedTo('a LAN host', 'the unencrypted packets of an encrypted overlay network'),
    },
    async () => {
      const { here, there, manager, worker, internal, encrypted } = world;
      await untilNamesResolve([here, 'there']);
      const kinds = {
        ofPlain: await vxlanOf(internal),
        ofEncrypted: await vxlanOf(encrypted),
        encrypted: 'meta l4proto esp',
      };
      const [ofHere, ofThere] = [here.addressOn(encrypted), there.addressOn(encrypted)];
      const requests = () =>
        Promise.all([
          from(here).get(there.url),
          from(here).get(`http://${ofThere}`, expectingNoAnswer),
          from(here).datagram(ofThere, required('UDP port', there.udpPort), expectingNoAnswer),
          from(there).get(`http://${ofHere}`, expectingNoAnswer),
          from(there).datagram(ofHere, required('UDP port', here.udpPort), expectingNoAnswer),
        ]);
      const hosts = [manager, worker];
      const droppedBefore = await Promise.all(hosts.map(notEncrypted));
      const [[plain], counted] = await countIncomingAt(hosts, kinds, requests);
      const dropped = await Promise.all(hosts.map(notEncrypted));
      await expect(plain).toBeAnsweredBy(there);
      for (const [index, { host, packets }] of nonEmpty('the hosts', counted).entries()) {
        fact(`the VXLAN packets of the other network at the ${host}`, packets.ofPlain).satisfies(
          'more than none',
          (count) => count > 0,
        );
        fact(`the unencrypted VXLAN packets of the encrypted network at the ${host}`, packets.ofEncrypted).is(0);
        const other = 1 - index;
        const sent = packets.encrypted + Number(dropped[other]) - Number(droppedBefore[other]);
        fact(`the packets to the ${host} that were encrypted, or dropped because they could not be`, sent).satisfies(
          'more than none',
          (count) => count > 0,
        );
      }
    },
  );
});
