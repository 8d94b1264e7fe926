import { check } from "../../lib/check/check";
import type { CheckReport, ResourceChange } from "../../lib/check/model";
import type { CheckOptions } from "../../lib/check/options";
import { SynthesizedChange, synthesizedChange } from "../../lib/check/synthesized/changes";
import { synthesizedOrder } from "../../lib/check/synthesized/order";

/** Parsed Terraform JSON. */
export type Terraform = any;

/** Several stacks by name, or one. */
export type Stacks = { readonly [name: string]: Terraform };

/** The change between two versions of a stack. */
export function changeOf(before: Terraform | undefined, after: Terraform): SynthesizedChange {
  return changeOfStacks(before === undefined ? {} : { app: before }, { app: after });
}

/** The change between two versions of several stacks. */
export function changeOfStacks(before: Stacks, after: Stacks): SynthesizedChange {
  const named = (stacks: Stacks) => Object.entries(stacks).map(([name, terraform]) => ({ name, terraform }));
  return synthesizedChange("app", named(before), named(after));
}

/** The report about the change between two versions of a stack. */
export function reportOf(before: Terraform | undefined, after: Terraform, options: CheckOptions = {}): CheckReport {
  const change = changeOf(before, after);
  return check(change, synthesizedOrder(change, [{ name: "app", dependencies: [] }]), options);
}

/** The actions by address, without those of unchanged objects. */
export function actionsOf({ changes }: { readonly changes: readonly ResourceChange[] }): Record<string, string> {
  const changed = changes.filter(({ action }) => action !== "no-op");
  return Object.fromEntries(changed.map(({ address, action }) => [address, action]));
}

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
export const APPLICATION = "cloudflare_zero_trust_access_application";
export const POLICY = "cloudflare_zero_trust_access_policy";
export const CONFIGURATION = `${TUNNEL}_config`;
export const RECORD = "cloudflare_dns_record";

/** How hand-written Terraform publishes hosts. */
export interface HandWritten {
  readonly hosts: string[];
  /** The selectors of the policy. */
  readonly include?: object[];
  /** Whether the connector requires the token of the application. */
  readonly checksToken?: boolean;
  /** Whether there is an application. */
  readonly isPublic?: boolean;
  /** Whether the applications have `create_before_destroy`. */
  readonly createsFirst?: boolean;
  readonly port?: number;
  /** The comment of the records. */
  readonly comment?: string;
}

/** A tunnel whose configuration depends on the applications, and records that refer to the tunnel only. */
export function handWritten(options: HandWritten): Terraform {
  const { hosts, include = [{ email_domain: { domain: "example.com" } }], checksToken, isPublic, port = 80 } = options;
  const byName = (make: (host: string) => object) =>
    Object.fromEntries(hosts.map((host) => [host.split(".")[0], make(host)]));
  const nameOf = (host: string) => host.split(".")[0];
  const access = (host: string) => ({
    access: { required: true, team_name: "example", aud_tag: [`\${${APPLICATION}.${nameOf(host)}.aud}`] },
  });
  const rules = hosts.map((host) => ({
    hostname: host,
    service: `http://10.0.0.1:${port}`,
    ...(checksToken === true && { origin_request: access(host) }),
  }));
  return {
    resource: {
      [TUNNEL]: { edge: { account_id: "x", name: "edge" } },
      [POLICY]: { staff: { account_id: "x", name: "staff", decision: "allow", include } },
      ...(isPublic !== true && {
        [APPLICATION]: byName((host) => ({
          account_id: "x",
          type: "self_hosted",
          destinations: [{ type: "public", uri: host }],
          policies: [{ id: `\${${POLICY}.staff.id}`, precedence: 1 }],
          ...(options.createsFirst === true && { lifecycle: { create_before_destroy: true } }),
        })),
      }),
      [CONFIGURATION]: {
        edge: {
          account_id: "x",
          tunnel_id: `\${${TUNNEL}.edge.id}`,
          config: { ingress: [...rules, { service: "http_status:404" }] },
          depends_on: isPublic === true ? [] : hosts.map((host) => `${APPLICATION}.${nameOf(host)}`),
        },
      },
      [RECORD]: byName((host) => ({
        zone_id: "z",
        name: host,
        type: "CNAME",
        proxied: true,
        content: `\${${TUNNEL}.edge.id}.cfargotunnel.com`,
        ...(options.comment !== undefined && { comment: options.comment }),
        depends_on: [`${CONFIGURATION}.edge`],
      })),
    },
  };
}
