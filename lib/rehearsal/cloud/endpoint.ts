import { blocks, text, Values } from "../../core/terraform/values";
import { bodiesOf, entriesOf } from "../plugin-protocol/references";
import { KNOWN_AFTER_APPLY } from "../plugin-protocol/values";

/** @internal What a provider configuration connects to, such as a cluster, a project or a region. */
export interface Endpoint {
  /** The arguments that select it. Undefined while one of them is unknown. */
  readonly id?: string;
  /** The name in reports. Empty if the configuration sets none of the arguments. */
  readonly label: string;
}

const CLOUDFLARE = "cloudflare";
/** The length to which the id of an account or a zone is shortened in reports. */
const ID_LENGTH = 8;

/**
 * The arguments that select what a provider connects to, the most readable one first. A Cloudflare provider selects
 * nothing, because each of its objects belongs to the account or the zone in its own arguments.
 */
const SELECTORS: Record<string, string[]> = {
  aws: ["profile", "region", "assume_role", "allowed_account_ids"],
  cloudflare: [],
  google: ["project"],
  kubernetes: ["config_context", "config_context_cluster", "host", "config_path", "config_paths"],
};

/** Arguments that authenticate, and Terraform's own ones. */
const NOT_SELECTING = /token|secret|password|username|credential|key|cert|exec|^alias$|^version$|^\/\/$/;

/** @internal What a configuration of the provider of this type connects to. */
export function endpointOf(type: string, configuration: Values): Endpoint {
  const provider = providerOf(type);
  const names = SELECTORS[provider] ?? Object.keys(configuration).filter((name) => !NOT_SELECTING.test(name));
  const selecting = names.map((name) => configuration[name] ?? null);
  const label = selecting.map(text).find((each) => each !== undefined && each !== KNOWN_AFTER_APPLY);
  const id = JSON.stringify(selecting);
  return {
    label: label?.replace(/^https?:\/\//, "") ?? "",
    ...(!id.includes(KNOWN_AFTER_APPLY) && { id }),
  };
}

/** @internal The name of the provider of a type, as in Terraform without `required_providers`. */
export function providerOf(type: string): string {
  return type.split("_")[0];
}

/**
 * The providers that these configurations connect to several endpoints or, for Cloudflare, use for several accounts.
 * Only the names of their objects must contain the endpoint.
 *
 * @internal
 */
export function providersWithSeveralEndpoints(configurations: Values[]): Set<string> {
  const endpoints = new Map<string, Set<string | undefined>>();
  const add = (name: string, id?: string) => endpoints.set(name, (endpoints.get(name) ?? new Set()).add(id));
  for (const { provider, resource } of configurations) {
    for (const [name, written] of entriesOf(provider)) {
      if (name !== CLOUDFLARE) blocks(written).forEach((each) => add(name, endpointOf(name, each).id));
    }
    for (const [type, , { account_id: account }] of bodiesOf(resource)) {
      if (providerOf(type) === CLOUDFLARE && text(account) !== undefined) add(CLOUDFLARE, text(account));
    }
  }
  return new Set([...endpoints].filter(([, { size }]) => size > 1).map(([name]) => name));
}

/**
 * The name of an object with its endpoint, if its provider has several.
 *
 * @param several the providers with several endpoints
 * @internal
 */
export function nameAt(
  name: string,
  { type, values, endpoint }: { readonly type: string; readonly values: Values; readonly endpoint?: Endpoint },
  several: ReadonlySet<string>,
): string {
  const label = several.has(providerOf(type)) ? endpointLabel(type, values, endpoint ?? { label: "" }) : "";
  // The name of a configuration contains that of its tunnel, and so its account.
  return label === "" || name.includes(` in ${label}`) ? name : `${name} in ${label}`;
}

/** @internal The endpoint as part of the name of an object. Empty if it has none. */
export function endpointLabel(type: string, values: Values, { label }: Endpoint): string {
  if (providerOf(type) !== CLOUDFLARE) return label;
  const account = text(values.account_id);
  const owner = account ?? text(values.zone_id);
  return owner === undefined ? "" : `${account === undefined ? "zone" : "account"} ${owner.slice(0, ID_LENGTH)}`;
}
