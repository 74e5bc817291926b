import { behaviour, describe, fact, scenario } from '../../helpers/behaviour/index.ts';

const bridgeOption = (name: string, value: string) => ({ [`com.docker.network.bridge.${name}`]: value });

describe('Networks with options whose values are none', () => {
  const world = scenario(({ network, attempt }) => {
    const attemptWith = (options: Record<string, string>) => attempt(network({ driver: 'bridge', options }));
    return {
      icc: attemptWith(bridgeOption('enable_icc', 'maybe')),
      masquerade: attemptWith(bridgeOption('enable_ip_masquerade', 'maybe')),
      binding: attemptWith(bridgeOption('host_binding_ipv4', 'nowhere')),
    };
  });

  behaviour(
    'api.option-invalid',
    'A network with an invalid value of an option is refused with 400',
    {
      docs: 'https://docs.docker.com/reference/api/engine/version/v1.47/#tag/Network/operation/NetworkCreate',
      relies: ['invalid-options'],
      why: 'A typo in an option that separates containers leaves them open to each other.',
    },
    async () => {
      const { icc, masquerade, binding } = world;
      const statuses = [icc, masquerade, binding].map((answer) =>
        answer.kind === 'refused' ? answer.status : answer.kind,
      );
      fact('the HTTP statuses of three networks', statuses).is([400, 400, 400]);
    },
  );
});
