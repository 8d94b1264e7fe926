import { RE2JS } from "re2js";

const compiled = new Map<string, RE2JS | undefined>();

/** @internal Whether a regular expression matches a text; undefined if the expression is not supported. */
export function matchesPattern(regex: string, text: string): boolean | undefined {
  if (!compiled.has(regex)) compiled.set(regex, compile(regex));
  return compiled.get(regex)?.matcher(text).find();
}

function compile(regex: string): RE2JS | undefined {
  try {
    return RE2JS.compile(regex);
  } catch {
    return undefined;
  }
}

/** One literal domain, or a group of several, whose dots are escaped. */
const DOMAINS = /^(?<local>[^|()]*)@(?:\((?:\?:)?(?<choices>[^()]*)\)|(?<single>[^|()]*))\$$/;
const DOMAIN = /^(?:[a-z0-9-]+(?:\[[.]\]|\\[.]))+[a-z0-9-]+$/;

/**
 * The domains that every e-mail address has which the regular expression matches; undefined if the expression does not
 * end with them.
 *
 * @internal
 */
export function domainsOfPattern(regex: string): string[] | undefined {
  const { choices, single } = DOMAINS.exec(regex)?.groups ?? {};
  const written = choices?.split("|") ?? (single === undefined ? [] : [single]);
  if (written.length === 0 || !written.every((each) => DOMAIN.test(each))) return undefined;
  return written.map((each) => each.replace(/\[[.]\]|\\[.]/g, "."));
}

/** @internal Whether the regular expression matches exactly the e-mail addresses of its domains. */
export function isDomainSuffix(regex: string): boolean {
  return domainsOfPattern(regex) !== undefined && /^(?:\^?[.][*+])?@/.test(regex);
}

/** Addresses that have nothing in common with those of an organization. */
const PROBES = ["a@b.example", "probe.27@mail.another-example.net"];

/** @internal Whether the regular expression matches e-mail addresses of any domain. */
export function isAnyEmail(regex: string): boolean {
  return PROBES.every((each) => matchesPattern(regex, each) === true);
}

/**
 * The regular expression that matches an e-mail address and its variants with more dots or a suffix after "+".
 *
 * @internal
 */
export function variantsOf(email: string): string {
  const at = email.lastIndexOf("@");
  const literal = (text: string) =>
    text.replace(/[^a-z0-9@]/gi, (each) => `[${/[\^\]\\]/.test(each) ? "\\" : ""}${each}]`);
  if (at < 1) return `^${literal(email)}$`;
  const local = [...email.slice(0, at)].map(literal).join("[.]*");
  return `^${local}[.]*(?:[+][^@]*)?${literal(email.slice(at))}$`;
}
