import { Token } from "cdktf";
import { Problem } from "../core/errors";

/** @internal @param what the prop that holds it, as the caller wrote it */
export function validateRegion(what: string, region: string): Problem[] {
  if (Token.isUnresolved(region) || /^[a-z]+(-[a-z]+)+[0-9]+$/.test(region)) return [];
  return [invalid(`${what} is "${region}"; expected a region, such as "asia-northeast1", and not a zone`)];
}

/** @internal Whether the text is a name as most of Google Cloud takes it: a letter first, then lower-case letters, digits and "-". */
export function isGoogleName(text: string, least = 1, most = 63): boolean {
  return text.length >= least && text.length <= most && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(text);
}

/** @internal */
export function validateGoogleName(what: string, name: string, least = 1, most = 63): Problem[] {
  if (Token.isUnresolved(name) || isGoogleName(name, least, most)) return [];
  const expected = `expected a letter, then lower-case letters, digits and "-", ${least} to ${most} in all`;
  return [invalid(`${what} is "${name}"; ${expected}`)];
}

/** @internal */
export function validateProject(project: string | undefined): Problem[] {
  return project === undefined || /^\w+[.:]/.test(project) ? [] : validateGoogleName("project", project, 6, 30); // "example.com:project" is one, too
}

function invalid(message: string): Problem {
  return { code: "GoogleNameInvalid", message };
}
