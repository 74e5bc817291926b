import { randomBytes } from 'node:crypto';
import type Dockerode from 'dockerode';
import type { Endpoint } from '../engine/endpoint.ts';
import { userForwardDrop } from '../engine/forward-policy.ts';
import type { Fingerprint } from '../engine/identify.ts';
import { ownerOf } from '../engine/owner.ts';
import { labelsOf } from '../engine/run.ts';
import type { RoleImage } from '../images/roles.ts';
import { surveyHost } from '../probe/survey/survey.ts';

/** The fingerprint of an engine with the results of a survey of its host. */
export async function surveyed(
  engine: Dockerode,
  endpoint: Endpoint,
  reported: Fingerprint,
  nginx: Pick<RoleImage, 'reference'>,
): Promise<Fingerprint> {
  const labels = labelsOf({ id: `survey-${randomBytes(3).toString('hex')}`, owner: ownerOf() });
  const { usernsRemap } = reported.settings;
  const placing = { engine, image: nginx.reference, labels, usernsRemap };
  const survey = await surveyHost(placing, endpoint, reported);
  const forwardDrop = survey.location.sharesNetwork ? await userForwardDrop(reported.kind) : undefined;
  const surroundings = { ...survey.surroundings, ...(forwardDrop ? { forwardDrop } : {}) };
  return { ...reported, ...survey, surroundings };
}
