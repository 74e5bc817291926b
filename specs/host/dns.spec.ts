import {
  HOST_DNS_NAME,
  behaviour,
  describe,
  expect,
  fact,
  from,
  hostNetwork,
  randomName,
  scenario,
} from '../../helpers/behaviour/index.ts';

const LOCAL_SERVER = '127.0.0.53';

const ADDED = { name: randomName('added'), address: '192.0.2.9' };

describe('A container on the network of a host with a local DNS server', () => {
  const world = scenario(({ engineHost, nginx }) => {
    const host = engineHost({ dnsServer: LOCAL_SERVER });
    return { host, onHost: nginx({ at: host, on: hostNetwork, addHost: { [ADDED.name]: ADDED.address } }) };
  });

  behaviour(
    'host.dns-servers',
    'A container on the host network uses its DNS server, also one on the loopback address, and `--add-host`',
    {
      docs: 'https://docs.docker.com/engine/network/#dns-services',
      needs: ['lab'],
      relies: ['host-network', 'add-host'],
      why: 'A container on the network of a host with systemd-resolved resolves nothing, or queries another server.',
    },
    async () => {
      const { onHost } = world;
      const [nameservers, known, added] = await Promise.all([
        from(onHost).linesOf('/etc/resolv.conf', '^nameserver'),
        from(onHost).systemLookup(HOST_DNS_NAME.name),
        from(onHost).systemLookup(ADDED.name),
      ]);
      fact('the nameservers in resolv.conf', nameservers).is([`nameserver ${LOCAL_SERVER}`]);
      await expect(known).toResolveTo(HOST_DNS_NAME);
      await expect(added).toResolveTo(ADDED);
    },
  );
});
