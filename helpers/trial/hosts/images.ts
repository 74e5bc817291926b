import { docker26 } from './engines.ts';
import type { TrialHost } from './host.ts';
import { lookAlike, lookAlikes } from './look-alikes.ts';
import { withoutNeeds } from './needing.ts';

type Images = Partial<Record<'NGINX_IMAGE' | 'GRAFANA_IMAGE' | 'PROBE_IMAGE', string>>;

/** What takes perl: the images of nginx for Alpine have none, those for Debian have it. */
const withoutPerl = withoutNeeds(['spoofing-tools'], 'This image of nginx has no perl');

/** A host whose engine has images as registries give them. */
function imagesHost(name: string, sentence: string, images: Images, more: Partial<TrialHost> = {}): TrialHost {
  const env = Object.fromEntries(Object.entries(images).map(([variable, image]) => [variable, lookAlike(image)]));
  return { name, engine: docker26, sentence, images: lookAlikes, suite: { env }, ...more };
}

/** An image without which nothing can be shown is refused in one sentence, before anything starts. */
const refused = (image: string, variable: string, role: string, how: string): Partial<TrialHost> => ({
  refused: new RegExp(`^The image look-alike/${image}:1 for the role ${role}, which ${variable} names, ${how}`, 'm'),
});

export const imageHosts: readonly TrialHost[] = [
  ...[docker26, 'podman:forky'].map((engine) =>
    imagesHost(
      'registry-images',
      'nginx with an entrypoint, a proxy in its environment, a healthcheck and a volume; Grafana of another user; busybox alone',
      { NGINX_IMAGE: 'nginx', GRAFANA_IMAGE: 'grafana', PROBE_IMAGE: 'busybox' },
      { engine, differs: withoutPerl },
    ),
  ),
  imagesHost(
    'unprivileged-nginx',
    'nginx whose user is 101; busybox linked to glibc',
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
    'A busybox without ip',
    { PROBE_IMAGE: 'busybox-without-ip' },
    refused('busybox-without-ip', 'PROBE_IMAGE', 'probe', 'has no ip:'),
  ),
];
