/** What a scenario may put in a container. No other image is ever needed. */
export const roles = ['nginx', 'grafana', 'probe'] as const;

export type Role = (typeof roles)[number];

/** The public images that play the roles, pinned: what a registry gives must not change under a verdict. */
export const publicImages: Record<Role, string> = {
  nginx: 'nginx:1.28.0',
  grafana: 'grafana/grafana:12.0.2',
  probe: 'busybox:1.37.0',
};

/** The variables by which a user puts an image of their own in a role. */
export const overrides: Record<Role, string> = {
  nginx: 'NGINX_IMAGE',
  grafana: 'GRAFANA_IMAGE',
  probe: 'PROBE_IMAGE',
};

/** The image that plays a role in this run, and how it came to. */
export interface RoleImage {
  readonly reference: string;
  readonly id: string;
  readonly origin: 'override' | 'local' | 'pulled' | 'built';
  /** Whether it only answers as the real program does. The results say so wherever it was used. */
  readonly standIn: boolean;
  /** Those of the programs that its role wants that it has: programs.ts. */
  readonly programs: readonly string[];
}

export type RoleImages = Record<Role, RoleImage>;

/** The images of this run, as the run's preparation handed them to the test process. */
export function roleImages(): RoleImages {
  const handed = process.env['CONFORMANCE_IMAGES'];
  if (!handed) throw new Error('CONFORMANCE_IMAGES is not set: specs are started by npm start or npm test');
  return JSON.parse(handed) as RoleImages;
}

/** How a script names the image of a role, so that anybody can run it: one that was built here is played by the public image. */
export function imageInScript(role: Role): string {
  const { origin, reference } = roleImages()[role];
  return origin === 'built' ? publicImages[role] : reference;
}
