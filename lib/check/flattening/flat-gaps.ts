import { block, blocks, text, Values } from "../../core/terraform/values";
import { providerOf } from "../../rehearsal/cloud/endpoint";
import type { ChangeSet, NotUnderstood } from "../model";
import { configuredBlock } from "../plan/plan-configuration";

const WHOLE = "the whole object";

/**
 * What a flat plan does not represent.
 *
 * @param plan the parsed output of `terraform show -json PLAN`
 * @internal
 */
export function flatGaps({ changes }: ChangeSet, plan: Values): NotUnderstood[] {
  const imported = blocks(plan.resource_changes).flatMap((entry) => {
    const address = text(entry.address);
    return address === undefined || block(entry.change).importing === undefined ? [] : [address];
  });
  return [
    ...imported.map((address) => ({
      address,
      where: WHOLE,
      why: "the apply imports it, and the rehearsal begins with an object that Terraform manages already",
    })),
    ...changes.flatMap(({ address, action, deposed }): NotUnderstood[] => {
      if (deposed !== undefined) {
        return [
          { address, where: `deposed object ${deposed}`, why: "a replacement left it behind, and it is not rehearsed" },
        ];
      }
      return action === "forget"
        ? [{ address, where: WHOLE, why: "Terraform forgets the object, and the rehearsal keeps managing it" }]
        : [];
    }),
  ];
}

/** The providers whose APIs the simulated cloud has rules for. */
const KNOWN = new Set(["cloudflare", "google", "kubernetes", "terraform"]);

/**
 * What the rehearsal of a flat plan does differently from an apply.
 *
 * @internal
 */
export function flatNotes({ changes }: ChangeSet, plan: Values): string[] {
  const objects = changes.flatMap(({ before, after }) => after ?? before ?? []).filter(({ data }) => !data);
  const provisioned = objects.filter(({ address }) => configuredBlock(plan, address)?.provisioners !== undefined);
  const unknown = [...new Set(objects.map(({ type }) => providerOf(type)))].filter((each) => !KNOWN.has(each)).sort();
  return [
    ...provisioned.map(({ address }) => `the provisioners of ${address} are not executed`),
    ...unknown.map((provider) => `the API of the provider ${provider} accepts every call in the rehearsal`),
  ];
}
