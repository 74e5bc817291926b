/** The roles of images; a run needs no other image. */
export const roles = ['nginx', 'grafana', 'probe'] as const;

export type Role = (typeof roles)[number];

/** The roles whose images have the programs to send requests and to observe a host. */
export type ProgramRole = Exclude<Role, 'grafana'>;

/** The public image of each role, with a pinned tag, so that verdicts do not change with it. */
export const publicImages: Record<Role, string> = {
  nginx: 'nginx:1.28.0',
  grafana: 'grafana/grafana:12.0.2',
  probe: 'busybox:1.37.0',
};

/** The variable by which a user names another image for a role. */
export const overrides: Record<Role, string> = {
  nginx: 'NGINX_IMAGE',
  grafana: 'GRAFANA_IMAGE',
  probe: 'PROBE_IMAGE',
};

/** The image of a role in this run, and its origin. */
export interface RoleImage {
  readonly reference: string;
  readonly id: string;
  readonly origin: 'override' | 'local' | 'pulled' | 'built';
  /** Whether it is a stand-in, which only answers as the real program does; the results say so. */
  readonly standIn: boolean;
  /** The programs that it has, of those for its role: programs.ts. */
  readonly programs: readonly string[];
}

export type RoleImages = Record<Role, RoleImage>;

/** The images of this run, which its preparation passes to test processes. */
export function roleImages(): RoleImages {
  const handed = process.env['CONFORMANCE_IMAGES'];
  if (!handed) throw new Error('CONFORMANCE_IMAGES is not set: start the specs by npm start or npm test');
  return JSON.parse(handed) as RoleImages;
}

/**
 * The reference of a role's image in a repro script. For a built image it is the public one, so that anybody can run the
 * script.
 */
export function imageInScript(role: Role): string {
  const { origin, reference } = roleImages()[role];
  return origin === 'built' ? publicImages[role] : reference;
}
