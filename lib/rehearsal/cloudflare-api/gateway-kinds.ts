import type { ObjectKind } from "./object-kind";
import { list, Values } from "../../core/terraform/values";
import type { CloudView } from "../cloud/object";

const ACCOUNT = "accounts/{account_id}/gateway";
const POLICY = "cloudflare_zero_trust_gateway_policy";

/** The distance between the last policy and one without a precedence. */
const STEP = 1000;

/** @internal The objects of Gateway. */
export const GATEWAY_KINDS: ObjectKind[] = [
  {
    type: POLICY,
    path: `${ACCOUNT}/rules`,
    update: "PUT",
    defaults: {
      description: "",
      enabled: false,
      traffic: "",
      identity: "",
      device_posture: "",
      rule_settings: {},
      schedule: null,
      expiration: null,
    },
    assign: ({ now }) => ({
      created_at: now,
      deleted_at: null,
      read_only: false,
      sharable: false,
      source_account: "",
      warning_status: "",
    }),
    derive: (policy, { now, cloud, before, path }) => ({
      precedence: policy.precedence ?? before?.precedence ?? nextPrecedence(cloud, path.account_id),
      version: Number(before?.version ?? 0) + 1,
      updated_at: now,
    }),
  },
  {
    type: "cloudflare_zero_trust_list",
    path: `${ACCOUNT}/lists`,
    update: "PUT",
    filters: ["type"],
    defaults: { description: "", items: [] },
    assign: ({ now }) => ({ created_at: now }),
    derive: ({ items }, { now }) => ({ count: list(items).length, updated_at: now }),
  },
];

function nextPrecedence(cloud: CloudView, account: string): number {
  const used = cloud
    .ofType(POLICY)
    .filter(({ values }: { values: Values }) => values.account_id === account)
    .map(({ values }: { values: Values }) => Number(values.precedence ?? 0));
  return Math.max(0, ...used) + STEP;
}
