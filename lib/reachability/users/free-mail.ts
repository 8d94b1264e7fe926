/** The common public mail providers. The package has no CommonJS entry point, so the list itself is loaded. */
import commonProviders from "email-providers/common.json";

/** The list contains names that are reserved for examples. */
const RESERVED = /(^|\.)example\.(com|net|org)$/;

const providers = new Set<string>(commonProviders);

/** @internal Whether anyone can register an e-mail address of the domain. */
export function isFreeMail(domain: string): boolean {
  return providers.has(domain) && !RESERVED.test(domain);
}
