import { Token } from "cdktf";
import { Problem } from "../core/errors";

/** @internal What to pass as `region`. */
export const REGION_HINT = 'the region, such as "asia-northeast1"';

/** @internal Validates a region. @param what the property that contains it, as the user wrote it */
export function validateRegion(what: string, region: string): Problem[] {
  if (Token.isUnresolved(region) || /^[a-z]+(-[a-z]+)+[0-9]+$/.test(region)) return [];
  return [invalid(`${what}: "${region}" is not a valid region; use one such as "asia-northeast1", not a zone.`)];
}

/** @internal Whether the text is a valid name in Google Cloud: a letter, then lower-case letters, digits and "-". */
export function isGoogleName(text: string, least = 1, most = 63): boolean {
  return text.length >= least && text.length <= most && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(text);
}

/** @internal Validates a name. @param what the property that contains it, as the user wrote it */
export function validateGoogleName(what: string, name: string, least = 1, most = 63): Problem[] {
  if (Token.isUnresolved(name) || isGoogleName(name, least, most)) return [];
  const expected = `a letter, then lower-case letters, digits and "-", ${least} to ${most} characters`;
  return [invalid(`${what}: "${name}" is not a valid name; use ${expected}.`)];
}

/** @internal Validates a project. A domain-scoped project, "example.com:project", is valid. */
export function validateProject(project: string | undefined): Problem[] {
  return project === undefined || /^\w+[.:]/.test(project) ? [] : validateGoogleName("project", project, 6, 30);
}

function invalid(message: string): Problem {
  return { code: "GoogleNameInvalid", message };
}
