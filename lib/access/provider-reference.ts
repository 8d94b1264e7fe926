import { IIdentityProvider } from "./interfaces";
import { Problem } from "../core/errors";
import { Owner } from "../core/owner";

/** @internal An identity provider in a rule or an application. */
export interface ProviderReference {
  readonly id: string;
  readonly owner?: Owner;
  /** The name of its type in Terraform, if it is known. */
  readonly type?: string;
}

/** @internal Reads an identity provider that is given by its id or as a construct. */
export function providerReference(provider: string | IIdentityProvider): ProviderReference {
  if (typeof provider === "string") return { id: provider };
  return { id: provider.identityProviderId, owner: provider._owner, type: provider._type };
}

/** @internal Refuses a provider whose users a rule never matches. @param types those that the rule matches */
export function validateProviderType(rule: string, { owner, type }: ProviderReference, types: string[]): Problem[] {
  if (type === undefined || types.includes(type)) return [];
  return [
    {
      code: "AccessRuleInvalid",
      message: `AccessRule.${rule} matches no users of ${owner?.construct.node.path}, whose type is "${type}". Use a provider of the type ${types.map((each) => `"${each}"`).join(" or ")}.`,
    },
  ];
}
