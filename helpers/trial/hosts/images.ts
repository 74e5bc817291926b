import { docker26, podman58 } from './engines.ts';
import type { TrialHost } from './host.ts';
import { registryImage, registryImages } from './registry-images.ts';
import { withoutNeeds } from './unsupported.ts';

type Images = Partial<Record<'NGINX_IMAGE' | 'GRAFANA_IMAGE' | 'PROBE_IMAGE', string>>;

/** nginx's Alpine images have no perl, its Debian images do. */
const withoutPerl = withoutNeeds(['perl'], 'This image of nginx has no perl');

/** A host whose engine has images like those of registries. */
function imagesHost(name: string, description: string, images: Images, more: Partial<TrialHost> = {}): TrialHost {
  const env = Object.fromEntries(Object.entries(images).map(([variable, image]) => [variable, registryImage(image)]));
  return { name, engine: docker26, description, images: registryImages, suite: { env }, ...more };
}

/** An image that lacks a required program is refused in one sentence, before anything starts. */
const refused = (image: string, variable: string, role: string, how: string): Partial<TrialHost> => ({
  expectedError: new RegExp(
    `^The image registry-like/${image}:1 for the role ${role}, which ${variable} names, ${how}`,
    'm',
  ),
});

export const imageHosts: readonly TrialHost[] = [
  ...[docker26, podman58].map((engine) =>
    imagesHost(
      'registry-images',
      'nginx with an entrypoint, proxy variables, a healthcheck and a volume; Grafana as a non-root user; busybox',
      { NGINX_IMAGE: 'nginx', GRAFANA_IMAGE: 'grafana', PROBE_IMAGE: 'busybox' },
      { engine, differs: withoutPerl },
    ),
  ),
  imagesHost(
    'unprivileged-nginx',
    'nginx as the user 101; busybox linked to glibc',
    { NGINX_IMAGE: 'nginx-unprivileged', PROBE_IMAGE: 'busybox-glibc' },
    { differs: withoutPerl },
  ),
  imagesHost(
    'nginx-without-curl',
    'nginx without curl',
    { NGINX_IMAGE: 'nginx-without-curl' },
    refused('nginx-without-curl', 'NGINX_IMAGE', 'nginx', 'has no curl:'),
  ),
  imagesHost(
    'nginx-without-ping',
    'nginx without ping and Perl',
    { NGINX_IMAGE: 'nginx-without-ping' },
    refused('nginx-without-ping', 'NGINX_IMAGE', 'nginx', 'has neither perl nor ping:'),
  ),
  imagesHost(
    'nginx-without-bash',
    'nginx without bash',
    { NGINX_IMAGE: 'nginx-without-bash' },
    refused('nginx-without-bash', 'NGINX_IMAGE', 'nginx', 'has no bash:'),
  ),
  imagesHost(
    'nginx-without-sh',
    'nginx without any shell',
    { NGINX_IMAGE: 'nginx-without-sh' },
    refused('nginx-without-sh', 'NGINX_IMAGE', 'nginx', 'does not run sh'),
  ),
  imagesHost(
    'grafana-without-curl',
    'Grafana without curl',
    { GRAFANA_IMAGE: 'grafana-without-curl' },
    refused('grafana-without-curl', 'GRAFANA_IMAGE', 'grafana', 'has no curl:'),
  ),
  imagesHost(
    'probe-without-ip',
    'busybox without ip',
    { PROBE_IMAGE: 'busybox-without-ip' },
    refused('busybox-without-ip', 'PROBE_IMAGE', 'probe', 'has no ip:'),
  ),
];
