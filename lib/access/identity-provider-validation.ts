import { Token } from "cdktf";
import { Problem } from "../core/errors";

/** @internal What a setting of an identity provider accepts. */
export interface ProviderGrammar {
  readonly grammar: RegExp;
  /** The end of "Use …". */
  readonly accepted: string;
}

/** @internal Validates one setting of an identity provider. */
export function validateProviderValue(name: string, value: string, { grammar, accepted }: ProviderGrammar): Problem[] {
  if (Token.isUnresolved(value) || grammar.test(value)) return [];
  return [{ code: "IdentityProviderInvalid", message: `${name}: "${value}" is not valid. Use ${accepted}.` }];
}
