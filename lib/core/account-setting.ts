import { IConstruct } from "constructs";
import { Account } from "./account";
import { Problem } from "./errors";
import { Registry } from "./registry";

const SETTINGS = new Registry<IConstruct>();

/**
 * Refuses a second construct for a setting that an account has once. The two would overwrite each other.
 *
 * @internal
 * @param what the setting, as the subject of a sentence
 */
export function validateSingleSetting(scope: IConstruct, account: Account, what: string): Problem[] {
  const other = SETTINGS.claim(scope, `${account.accountId}/${what}`, scope);
  if (other === undefined) return [];
  return [
    {
      code: "AccountSettingTwice",
      message: `${what} of the account are already managed by ${other.node.path}, and an account has them once. Keep one of the constructs.`,
    },
  ];
}
